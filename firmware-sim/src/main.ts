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

// There is nowhere left to tell of it, and the exit code stands.
process.stderr.on('error', () => undefined);
/** The first reason why standard output could not be written: what came after is its consequence. */
let lost: NodeJS.ErrnoException | undefined;
process.stdout.on('error', (error) => (lost ??= error));

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
// What was written last is lost or not by then.
await new Promise((resolve) => process.stdout.write('', resolve));
// A reader that goes away early is no fault: a tracker goes on, and so do the files of a life.
const isLost = lost !== undefined && lost.code !== 'EPIPE';
if (isLost) {
  process.stderr.write(`firmware-sim: standard output was lost: ${lost?.message} [OUTPUT_LOST]\n`);
}
process.exitCode = isLost && exitCode === exitCodes.ok ? exitCodes.output : exitCode;
