import { SaxesParser } from 'saxes';
import { describe, expect, test } from 'vitest';

import type { RunRecord } from '../record/run-record.ts';
import { junitXml } from './junit.ts';
import { sampleRun } from './sample-evidence.test-data.ts';

interface Read {
  readonly path: string;
  readonly attributes: Readonly<Record<string, string>>;
  text: string;
}

/** The elements of a well-formed document in order; a strict parser of another house throws at anything else. */
function read(xml: string): Read[] {
  const elements: Read[] = [];
  const open: Read[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const path = [...open.map((one) => one.path.split('/').at(-1)), name].join('/');
    const element = { path, attributes: attributes as Record<string, string>, text: '' };
    elements.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    const last = open.at(-1);
    if (last !== undefined) last.text += text;
  });
  parser.on('closetag', () => void open.pop());
  parser.write(xml).close();
  return elements;
}

const { record } = sampleRun();
const elements = read(junitXml(record));
const cases = 'testsuites/testsuite/testcase';
const within = (path: string) => elements.filter((one) => one.path === `${cases}/${path}`);

describe('junit.xml', () => {
  test('counts what its parts hold', () => {
    const [root] = elements;
    expect(root?.attributes).toMatchObject({
      name: record.runId,
      tests: String(record.tests.length + 1),
      failures: '1',
      errors: '2',
      skipped: '1',
      time: '254.321',
    });
    expect(elements.filter(({ path }) => path === cases)).toHaveLength(record.tests.length + 1);
    for (const suite of elements.filter(({ path }) => path === 'testsuites/testsuite')) {
      expect(Number(suite.attributes['tests']), suite.attributes['name']).toBeGreaterThan(0);
    }
  });

  test('tells failures of the product from errors of the bench', () => {
    expect(within('failure').map(({ attributes }) => attributes['type'])).toEqual(['FAIL']);
    expect(within('error').map(({ attributes }) => attributes['type'])).toEqual([
      'BROKER_GONE',
      'RIG_CURRENT',
    ]);
  });

  test('shows every attempt: flaky when it passed in the end, rerun when it did not', () => {
    expect(within('flakyFailure').map(({ attributes }) => attributes['type'])).toEqual([
      'SMP_TIMEOUT',
    ]);
    expect(within('rerunFailure')).toHaveLength(1);
    expect(within('flakyFailure/stackTrace')[0]?.text).toContain('the last bytes seen');
  });

  test('gives the reason of a skip', () => {
    expect(within('skipped')[0]?.attributes).toEqual({
      message: 'the bench "virtual bench" does not promise indicator',
    });
  });

  test('has measurements and clauses as properties', () => {
    const properties = within('properties/property').map(({ attributes }) => attributes);
    expect(properties).toContainEqual({ name: 'clauses', value: 'TOM-11, AVV-11.1, AVV-11.2' });
    expect(properties).toContainEqual({
      name: 'drive and look: longest recovery',
      value: '1830\u00A0ms (≤\u00A03000\u00A0ms)',
    });
  });

  test('is held by no character, and loses none that XML can hold', () => {
    const hostile = '\u0000\u0001\u001B\uD800\uFFFE]]> <a b="c">&amp;\u{1F4A3}\r\n\ttab "\'';
    const [first] = record.tests;
    if (first === undefined) expect.unreachable();
    const failed: RunRecord['tests'][number] = {
      ...first,
      name: hostile,
      suite: hostile,
      clauses: [hostile],
      outcome: 'FAIL',
      attempts: first.attempts.map((attempt) => ({
        ...attempt,
        outcome: 'FAIL',
        fault: { code: hostile, message: hostile },
      })),
    };
    const back = read(junitXml({ ...record, tests: [failed] }));
    const none = ['\u0000', '\u0001', '\u001B', '\uD800', '\uFFFE'];
    const clean = none.reduce((text, one) => text.replaceAll(one, '\uFFFD'), hostile);
    const failure = back.find(({ path }) => path.endsWith('failure'));
    expect(failure?.text).toBe(clean.replaceAll('\r\n', '\n'));
    expect(failure?.attributes['type']).toContain('<a b="c">&amp;\u{1F4A3}');
  });
});
