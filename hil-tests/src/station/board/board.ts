import { setTimeout as pause } from 'node:timers/promises';

import { realClock, realHost } from '@feierabend/flasher';
import { Echo, encodeSmpMessage, LinkError, SmpOp, SmpVersion } from '@feierabend/protocol';

import { BoardLock } from '../../bench/board-lock.ts';
import type { Cleanup } from '../../bench/cleanup.ts';
import type { Capability } from '../../bench/capability.ts';
import { serialPath } from '../../bench/serial-path.ts';
import type { TenantMessage } from '@feierabend/firmware-sim/controller/mqtt-subscriber';
import type { PowerSwitch } from '../../power/power-switch.ts';
import { registryFolder } from '@feierabend/firmware-sim/reaper/run-registry';
import type { RunOrder } from '../../run/run-order.ts';
import { FlasherRuns, type FlasherRun } from '../flasher-runs.ts';
import type { StationParts } from '../station-parts.ts';
import type { BenchKeys } from './bench-keys.ts';
import { boardDevice, ownBoard } from './board-owner.ts';
import { openBoardPower } from './board-power.ts';
import { SerialReceiver } from './serial-receiver.ts';

/** Of no meaning to a socket. */
const socketBaud = 115_200;
const lookAgainMs = 250;
const askAgainMs = 1000;
/** So often in a row it may be silent before its bench is given up. */
const silencesMax = 3;

/** The one board of a bench: locked for this run, with power, and shown to be what the bench promises. */
export class Board {
  readonly port: readonly string[];
  readonly flasher: FlasherRuns;
  readonly receiver: SerialReceiver | undefined;
  readonly #parts: StationParts;
  readonly #power: PowerSwitch;

  private constructor(
    parts: StationParts,
    made: {
      readonly port: readonly string[];
      readonly power: PowerSwitch;
      readonly receiver: SerialReceiver | undefined;
      readonly flasher: FlasherRuns;
    },
  ) {
    this.#parts = parts;
    this.#power = made.power;
    this.port = made.port;
    this.receiver = made.receiver;
    this.flasher = made.flasher;
  }

  /**
   * Takes the board for this run, before anything else of the bench is opened: another run would stand in the way of all of
   * it. Its path; undefined on a bench whose trackers are processes of this machine.
   */
  static async lock({ bench, host }: RunOrder, cleanup: Cleanup): Promise<string | undefined> {
    const { target, name } = bench;
    if (target.kind === 'virtual') return undefined;
    const isSerial = target.kind === 'serial';
    const path = isSerial ? await serialPath(realHost, target.port) : target.address;
    if (host.pid === undefined) return path;
    const known = (await realHost.files.real(path).catch(() => undefined)) ?? path;
    const folder = registryFolder();
    const lock = BoardLock.take({ folder, board: known, bench: name, pid: host.pid });
    cleanup.defer(async () => lock.release());
    return path;
  }

  /** With power, and what its bench promises. */
  static async open(parts: StationParts, keys: BenchKeys, path: string): Promise<Board> {
    const { order, cleanup } = parts;
    const { target } = order.bench;
    const isSerial = target.kind === 'serial';
    const port = ['--port', path, '--baud', String(isSerial ? target.baud : socketBaud)];
    const flasher = new FlasherRuns(parts.random.fork('board'), realClock);
    const isAwake = async (): Promise<boolean> => {
      return (await flasher.run(['info', ...port])).exitCode === 0;
    };
    const power = await openBoardPower(parts, path, isAwake);
    cleanup.defer(() => power.close());
    const receiver = await SerialReceiver.open(order.bench);
    if (receiver !== undefined) cleanup.defer(() => receiver.close());
    const board = new Board(parts, { port, power, receiver, flasher });
    await board.power(true);
    await board.#check(keys);
    return board;
  }

  power(isOn: boolean): Promise<void> {
    return this.#power.set(isOn);
  }

  /** Asks until it answers, or until `timeouts.startS`: a board needs its time to boot. */
  async answers(): Promise<FlasherRun> {
    const untilMs = performance.now() + this.#parts.order.bench.timeouts.startS * 1000;
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- one question after the other
      const run = await this.flasher.run(['info', ...this.port]);
      if (run.exitCode === 0) {
        this.#silences = 0;
        return run;
      }
      if (performance.now() > untilMs) {
        this.#silences += 1;
        throw missing('smp', run.err.trim().slice(-300));
      }
      // oxlint-disable-next-line no-await-in-loop -- see above
      await pause(lookAgainMs);
    }
  }

  /** Each test asks anew and waits long for the answer; a board that is gone is not waited for once more. */
  checkAlive(): void {
    if (this.#silences < silencesMax) return;
    const { startS } = this.#parts.order.bench.timeouts;
    throw new LinkError({
      code: 'BENCH_LOST',
      expected: 'the board of the bench to answer',
      came: `it was silent ${silencesMax} times in a row, each time for ${startS} s`,
      next: 'look at its power and its line ("hil bench check"), and run the suites again',
    });
  }
  #silences = 0;

  /** A promise of the bench that does not hold is found here, before a test is blamed for it. */
  async #check(keys: BenchKeys): Promise<void> {
    const { order, rig } = this.#parts;
    const { capabilities } = order.bench;
    if (!capabilities.includes('smp')) return;
    const { result } = await this.answers();
    if (capabilities.includes('tracker')) {
      if (result['tracker'] === null) throw missing('tracker', 'group 64 is not offered');
      await ownBoard({
        parts: this.#parts,
        keys,
        flasher: this.flasher,
        port: this.port,
        info: result,
      });
    }
    if (capabilities.includes('modem')) await this.#checkModem();
    if (capabilities.includes('indicator')) await rig?.rig.indicator();
  }

  /** Its office asks it over the broker: a tracker without a policy has nothing to say by itself. */
  async #checkModem(): Promise<void> {
    const { order, office } = this.#parts;
    const untilMs = performance.now() + order.bench.timeouts.startS * 1000;
    const echo = encodeSmpMessage({
      op: SmpOp.write,
      version: SmpVersion.v2,
      group: Echo.write.group,
      command: Echo.write.id,
      sequence: 0,
      payload: Echo.write.request.encode({ d: 'bench' }),
    });
    const isAnswer = ({ channel }: TenantMessage): boolean => channel === 'smp/rsp';
    while (!office.messages(boardDevice).some(isAnswer)) {
      if (performance.now() > untilMs) {
        throw missing('modem', `${boardDevice} did not answer its office through the broker`);
      }
      office.request(boardDevice, echo);
      // oxlint-disable-next-line no-await-in-loop -- one question after the other
      await pause(askAgainMs);
    }
  }
}

function missing(promise: Capability, came: string): LinkError {
  return new LinkError({
    code: 'BENCH_PROMISE',
    expected: `"${promise}", as the capabilities of the bench file promise`,
    came,
    next: 'run "hil bench check" on the bench file; repair the bench, or take the promise back',
  });
}
