import type { Outcome } from '../outcome/outcome.ts';
import type {
  AttemptRecord,
  Fault,
  Measurement,
  RunRecord,
  TestRecord,
} from '../record/run-record.ts';
import { measurementText } from './measurement-text.ts';
import { xmlDocument, type XmlNode } from '@feierabend/firmware-sim/page/xml';

/**
 * The run as JUnit XML. Attempts are visible as Maven Surefire writes them (`flakyFailure`, `rerunFailure` and the same with
 * `Error`), measurements are properties. What the product did wrong is a failure, what the bench did wrong an error.
 */
export function junitXml(record: RunRecord): string {
  const suites = [...new Set(record.tests.map(({ suite }) => suite))].map((suite) =>
    suiteNode(record, suite),
  );
  const nodes = record.benchFaults.length === 0 ? suites : [...suites, benchNode(record)];
  const counts = countsOf(record.tests);
  return xmlDocument({
    name: 'testsuites',
    attributes: {
      name: record.runId,
      ...counts,
      tests: counts.tests + record.benchFaults.length,
      errors: counts.errors + record.benchFaults.length,
      time: seconds(Date.parse(record.endedAt) - Date.parse(record.startedAt)),
    },
    children: nodes,
  });
}

/** How JUnit names what happened: silence of the product is its failure, what was aborted tells nothing about it. */
const kinds: Readonly<Record<Outcome, 'failure' | 'error' | undefined>> = {
  PASS: undefined,
  SKIP: undefined,
  FAIL: 'failure',
  TIMEOUT: 'failure',
  ERROR: 'error',
  ABORTED: 'error',
};

function countsOf(tests: readonly TestRecord[]) {
  const count = (kind: 'failure' | 'error') =>
    tests.filter(({ outcome }) => kinds[outcome] === kind).length;
  return {
    tests: tests.length,
    failures: count('failure'),
    errors: count('error'),
    skipped: tests.filter(({ outcome }) => outcome === 'SKIP').length,
  };
}

function suiteNode(record: RunRecord, suite: string): XmlNode {
  const tests = record.tests.filter((test) => test.suite === suite);
  const durationMs = tests.reduce((sum, test) => sum + durationOf(test), 0);
  const { bench, seed, tools, defects } = record;
  return {
    name: 'testsuite',
    attributes: {
      name: suite,
      ...countsOf(tests),
      time: seconds(durationMs),
      timestamp: tests.flatMap(({ attempts }) => attempts)[0]?.startedAt ?? record.startedAt,
    },
    children: [
      propertiesNode([
        ['bench', bench.name],
        ['target', bench.target],
        ['seed', String(seed)],
        ['feierabend', tools.feierabend],
        ['defects', defects.join(' ')],
      ]),
      ...tests.map(testNode),
    ],
  };
}

function benchNode({ benchFaults, startedAt }: RunRecord): XmlNode {
  const tests = benchFaults.length;
  return {
    name: 'testsuite',
    attributes: {
      name: 'bench',
      tests,
      failures: 0,
      errors: tests,
      skipped: 0,
      time: seconds(0),
      timestamp: startedAt,
    },
    children: benchFaults.map((fault, index) => ({
      name: 'testcase',
      attributes: { classname: 'bench', name: `fault ${index + 1}`, time: seconds(0) },
      children: [faultNode('error', 'ERROR', fault)],
    })),
  };
}

function testNode(test: TestRecord): XmlNode {
  const properties = propertiesNode([
    ['clauses', test.clauses.join(', ')],
    ['needs', test.needs.join(', ')],
    ['outcome', test.flaky ? `${test.outcome}, flaky` : test.outcome],
    ['attempts', String(test.attempts.length)],
    ...(test.attempts.at(-1)?.phases ?? []).flatMap(({ name, measurements }) =>
      measurements.map((one): Property => [`${name}: ${one.name}`, valueText(one)]),
    ),
  ]);
  return {
    name: 'testcase',
    attributes: { classname: test.suite, name: test.name, time: seconds(durationOf(test)) },
    children: [properties, ...endNodes(test)],
  };
}

/** The attempt that counts is the last; those before it are flaky when it passed, and reruns when it did not. */
function endNodes(test: TestRecord): XmlNode[] {
  const { attempts, outcome, reason } = test;
  const last = attempts.at(-1);
  const kind = kinds[outcome];
  const before = attempts.slice(0, -1).flatMap((attempt) => attemptNodes(attempt, outcome));
  if (outcome === 'SKIP') {
    return [{ name: 'skipped', attributes: { message: reason ?? last?.fault?.message ?? '' } }];
  }
  if (kind === undefined) return before;
  const fault = last?.fault ?? failedMeasurements(last) ?? { message: reason ?? outcome };
  return [faultNode(kind, outcome, fault), ...before];
}

function attemptNodes(attempt: AttemptRecord, end: Outcome): XmlNode[] {
  const kind = kinds[attempt.outcome];
  if (kind === undefined) return [];
  const word = kind === 'failure' ? 'Failure' : 'Error';
  const fault = attempt.fault ?? failedMeasurements(attempt) ?? { message: attempt.outcome };
  const { code, message } = fault;
  return [
    {
      name: `${end === 'PASS' ? 'flaky' : 'rerun'}${word}`,
      attributes: { message: firstLine(message), type: code ?? attempt.outcome },
      children: [{ name: 'stackTrace', children: message }],
    },
  ];
}

function faultNode(name: 'failure' | 'error', outcome: Outcome, { code, message }: Fault): XmlNode {
  return {
    name,
    attributes: { message: firstLine(message), type: code ?? outcome },
    children: message,
  };
}

/** A test can fail by what it measured, without an error of its own. */
function failedMeasurements(attempt: AttemptRecord | undefined): Fault | undefined {
  const failed = (attempt?.phases ?? []).flatMap(({ name, measurements }) =>
    measurements
      .filter(({ outcome }) => outcome === 'FAIL')
      .map((one) => `${name}: ${one.name} is ${valueText(one)}`),
  );
  return failed.length === 0 ? undefined : { message: failed.join('\n') };
}

function valueText(measurement: Measurement): string {
  const { value, limits } = measurementText(measurement);
  return limits === undefined ? value : `${value} (${limits})`;
}

type Property = readonly [name: string, value: string];

function propertiesNode(properties: readonly Property[]): XmlNode {
  return {
    name: 'properties',
    children: properties
      .filter(([, value]) => value !== '')
      .map(([name, value]) => ({ name: 'property', attributes: { name, value } })),
  };
}

function durationOf({ attempts }: TestRecord): number {
  return attempts.reduce((sum, { durationMs }) => sum + durationMs, 0);
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
