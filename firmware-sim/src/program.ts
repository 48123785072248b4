import { faultLine, FeierabendError, InternalError, UsageError } from '@feierabend/protocol';
import { Command, CommanderError } from 'commander';

import { declareFaults } from './commands/faults.ts';
import { declareFleet } from './commands/fleet/fleet.ts';
import { declareReplay } from './commands/replay.ts';
import { declareRun } from './commands/run.ts';
import { declareSimulate } from './commands/simulate.ts';
import type { SimIo } from './io.ts';

/** Their meanings are in docs/exit-codes.md. */
export const exitCodes = {
  ok: 0,
  internal: 1,
  usage: 2,
  file: 3,
  port: 4,
  unproved: 7,
  bench: 8,
  broker: 9,
  output: 11,
  interrupted: 130,
} as const;

/** Runs one command line (without node and script) and returns the exit code. */
export async function runFirmwareSim(argv: readonly string[], io: SimIo): Promise<number> {
  const program = new Command('firmware-sim')
    .description('Virtual GPS trackers that stop tracking when work ends.')
    .exitOverride()
    // What stands behind a command is that command's.
    .enablePositionalOptions()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
    });
  declareRun(program, io);
  declareSimulate(program, io);
  declareReplay(program, io);
  declareFaults(program, io);
  declareFleet(program, io);
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCodes.ok;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage;
    const fault = error instanceof FeierabendError ? error : new InternalError('it failed', error);
    io.stderr.write(`${faultLine('firmware-sim', fault)}\n`);
    if (fault instanceof InternalError) io.stderr.write(`${String(fault.cause)}\n`);
    return exitCodeOf(fault);
  }
}

/** What a device file says wrongly shows in the part that uses it. */
const fileFault =
  /^(?:DEVICE_CONFIG|IMAGE_|MQTT_URL|MQTT_CRED|FLASH_FILE_|POLICY_|TRACE_FORM|FILE_NOT_READ|NMEA_|SCENARIO_|FLEET_RECORD|FLEET_SHARDS|FLEET_BUNDLE|FLEET_TLS)/u;
/** Nothing was learned about the fleet. */
const benchFault = /^FLEET_(?:REDIS|SHARD_FAILED|DEADLINE|INCOMPLETE)$/u;
const portFault = /^(?:PORT|PTY)_/u;

function exitCodeOf(fault: FeierabendError): number {
  if (fileFault.test(fault.code)) return exitCodes.file;
  if (fault.code === 'INTERRUPTED') return exitCodes.interrupted;
  if (fault.code === 'REPLAY_DIFFERS' || fault.code === 'FLEET_RED') return exitCodes.unproved;
  if (benchFault.test(fault.code)) return exitCodes.bench;
  if (fault instanceof UsageError) return exitCodes.usage;
  if (/^(?:MQTT|BROKER|DELIVERY)_/u.test(fault.code)) return exitCodes.broker;
  return portFault.test(fault.code) ? exitCodes.port : exitCodes.internal;
}
