// Adds up what `.ci/run` did: the vitest reports of a folder and the file `steps` in it, one line "passed|failed|skipped name"
// each. The last line printed is the sum; the exit code is 1 when anything failed.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const [folder = 'out/ci'] = process.argv.slice(2);
const sum = { passed: 0, failed: 0, skipped: 0 };
for (const name of readdirSync(folder).toSorted()) {
  if (!name.endsWith('.json')) continue;
  const report = JSON.parse(readFileSync(join(folder, name), 'utf8'));
  show(name, testsOf(report));
  for (const line of failuresOf(report)) console.log(`  ${line}`);
}
const steps = { passed: 0, failed: 0, skipped: 0 };
for (const line of readFileSync(join(folder, 'steps'), 'utf8').split('\n')) {
  const [state, ...words] = line.split(' ');
  if (state in steps) steps[state] += 1;
  if (state === 'failed' || state === 'skipped') console.log(`${state}: ${words.join(' ')}`);
}
show('steps', steps);
console.log(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
if (sum.failed > 0) process.exitCode = 1;

function show(name, { passed, failed, skipped }) {
  console.log(`${name}: ${passed} passed, ${failed} failed, ${skipped} skipped`);
  sum.passed += passed;
  sum.failed += failed;
  sum.skipped += skipped;
}

/** A file that could not be loaded has no tests to fail, and is a failure all the same. */
function isUnloaded({ status, assertionResults }) {
  return status === 'failed' && !assertionResults.some((test) => test.status === 'failed');
}

/** What failed, with the first lines of why: the end of a log is what people look at. */
function failuresOf({ testResults }) {
  return testResults.flatMap((file) => {
    const path = relative('.', file.name);
    if (isUnloaded(file)) return [`failed: ${path}: ${firstLines(file.message)}`];
    return file.assertionResults
      .filter(({ status }) => status === 'failed')
      .map(
        ({ fullName, failureMessages }) =>
          `failed: ${path}: ${fullName}: ${firstLines(failureMessages.join('\n'))}`,
      );
  });
}

function firstLines(message) {
  return stripVTControlCharacters(message).split('\n').slice(0, 12).join('\n    ');
}

function testsOf(report) {
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.testResults.filter(isUnloaded).length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}
