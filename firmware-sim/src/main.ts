import { LostOutput } from './page/lost-output.ts';
import { exitCodes, runFirmwareSim } from './program.ts';
import { RunRegistry } from './reaper/run-registry.ts';

const words = process.argv.slice(2);
const ended = new AbortController();
// A running tracker has ports to close, a fleet has threads. One simulated life leaves no room for a handler to be called in.
if (words[0] === 'run' || words[0] === 'fleet') {
  process.once('SIGINT', () => ended.abort());
  process.once('SIGTERM', () => ended.abort());
  // Whoever lives a shard of a fleet ends with the worker that asked for it.
  process.once('disconnect', () => ended.abort());
  process.channel?.unref();
}

const output = new LostOutput(process.stdout, process.stderr);

const exitCode = await runFirmwareSim(words, {
  stdout: process.stdout,
  stderr: process.stderr,
  // A terminal that nobody has measured says 0, and there is no room for a screen on it.
  ...(process.stdout.isTTY && process.stdout.rows > 0 ? { terminal: process.stdout } : {}),
  signal: ended.signal,
  registry: () => RunRegistry.open({ pid: process.pid, execPath: process.execPath }),
  usage: () => {
    const { user, system } = process.cpuUsage();
    const { maxRSS } = process.resourceUsage();
    return {
      wallS: performance.now() / 1000,
      cpuS: (user + system) / 1e6,
      peakRssMiB: maxRSS / 1024,
    };
  },
});
process.exitCode = await output.exitCode('firmware-sim', exitCode, exitCodes.output);
// Everything is over and written. A library that still waits, such as one for a Redis that is gone, does not keep who asked to end.
if (ended.signal.aborted) process.exit();
