// `npm run check`: every check of the house, two at a time, one line each, and the output of those that failed.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const atOnce = 2;
const deadlineMs = 15 * 60_000;

/** What the packages compute. The lives of trackers and the suites on ports take too long for this and are in `npm test`. */
const unitTests = ['protocol', 'flasher', 'house'].flatMap((name) => ['--project', name]);

/** The longest steps come first, so that the short ones run beside them. */
const steps = [
  { name: 'unit tests', tool: ['vitest'], args: ['run', '--maxWorkers=1', ...unitTests] },
  { name: 'lint', tool: ['oxlint'], args: ['--type-aware', '--deny-warnings'] },
  { name: 'types', tool: ['typescript', 'tsc'], args: ['-p', '.'] },
  { name: 'unused code', tool: ['knip'], args: ['--no-progress', '--cache'] },
  { name: 'format', tool: ['oxfmt'], args: ['--check'] },
];

const startedMs = Date.now();
const failures = [];
const waiting = [...steps];
await Promise.all(Array.from({ length: atOnce }, worker));
for (const { name, output } of failures) console.log(`\n--- ${name}\n${output.trimEnd()}`);
console.log(
  `\n${steps.length - failures.length} passed, ${failures.length} failed, ${since(startedMs)}`,
);
if (failures.length > 0) process.exitCode = 1;

async function worker() {
  for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
    const stepStartedMs = Date.now();
    const { passed, output } = await run(step);
    console.log(`${passed ? 'ok  ' : 'FAIL'}  ${step.name.padEnd(12)} ${since(stepStartedMs)}`);
    if (!passed) failures.push({ name: step.name, output });
  }
}

/** Starts the tool's own script with this Node: the same on every platform, and no shell in between. */
function run({ tool: [packageName, binName = packageName], args }) {
  const child = spawn(process.execPath, [binOf(packageName, binName), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: deadlineMs,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text) => (output += text));
  }
  return new Promise((settle) => {
    child.on('error', (error) => settle({ passed: false, output: error.message }));
    child.on('close', (code, signal) => {
      if (signal)
        output += `\nStopped by ${signal}; a step may take ${deadlineMs / 60_000} minutes.`;
      settle({ passed: code === 0, output });
    });
  });
}

function binOf(packageName, binName) {
  const folder = join(root, 'node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[binName]);
}

function since(ms) {
  return `${((Date.now() - ms) / 1000).toFixed(1)} s`;
}
