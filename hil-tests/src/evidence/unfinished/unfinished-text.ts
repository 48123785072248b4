import { outcomes } from '../../outcome/outcome.ts';
import { isGoingOn, unfinishedName, type UnfinishedRun } from './unfinished-run.ts';

/** What became of a run that has written no evidence, in one sentence. */
export function unfinishedSentence(run: UnfinishedRun): string {
  const { at, writer } = run.begun;
  const since = `the run of ${at.slice(0, 10)} ${at.slice(11, 19)} UTC`;
  return isGoingOn(run)
    ? `RUNNING: ${since} goes on in process ${writer?.pid}, and has written no evidence yet; ${endedText(run)}`
    : `ABORTED: ${since} was killed before it could write its evidence; ${endedText(run)}`;
}

function endedText({ tests, collected, within }: UnfinishedRun): string {
  const counts = outcomes.flatMap((outcome) => {
    const those = tests.filter((test) => test.outcome === outcome).length;
    return those === 0 ? [] : [`${those} ${outcome}`];
  });
  if (tests.length === 0 && within === undefined) return 'none of its tests had begun';
  const ended = tests.length === 0 ? '' : ` (${counts.join(', ')})`;
  const those = tests.length === 1 ? '1 test' : `${tests.length} tests`;
  const many = collected === undefined ? those : `${tests.length} of its ${collected} tests`;
  const place = within === undefined ? 'between two tests' : `in "${within.test}"`;
  return `${many} had ended${ended}, and it was ${place}`;
}

/** The same with every test that had ended, for people. */
export function unfinishedLines(run: UnfinishedRun): readonly string[] {
  const { begun, tests, faults, within, unread } = run;
  const measured = (within?.phases ?? []).map(({ name, outcome, measurements }) => {
    const values = measurements.map((one) => `${one.name} ${one.value}`).join(', ');
    return `${outcome.padEnd(7)}   ${name}${values === '' ? '' : `: ${values}`}`;
  });
  return [
    unfinishedSentence(run),
    `bench ${begun.bench}; ${begun.command}`,
    ...faults.map(({ message }) => `BENCH   ${message}`),
    ...tests.map(({ outcome, suite, name, flaky, attempts, reason }) => {
      const why = attempts.at(-1)?.fault?.message.split('\n')[0] ?? reason;
      const word = flaky ? 'FLAKY' : outcome;
      return `${word.padEnd(7)} ${suite}: ${name}${why === undefined ? '' : ` - ${why}`}`;
    }),
    ...(within === undefined ? [] : [`begun   ${within.test}`, ...measured]),
    ...(unread === 0 ? [] : [`${unread} lines of ${unfinishedName} say nothing that can be read`]),
  ];
}
