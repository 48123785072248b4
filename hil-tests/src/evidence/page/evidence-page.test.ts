import { describe, expect, test } from 'vitest';

import { clauseName, clauses } from '../../record/clauses.ts';
import { languages } from '../../record/clause-row.ts';
import type { Need } from '../../record/bench-facts.ts';
import type { RunRecord } from '../../record/run-record.ts';
import { escapeText } from '@feierabend/firmware-sim/page/markup';
import { expectWellFormed } from '@feierabend/firmware-sim/page/html-check.tool';
import { sampleRun } from '../sample-evidence.test-data.ts';
import { runFiles } from '../write-run.ts';
import { evidencePage } from './evidence-page.ts';
import { headlineOf, viewOf } from './evidence-view.ts';
import { germanMeasurement } from './german-measurement.ts';
import { measured } from './page-parts.ts';

const { record, files } = runFiles(sampleRun());
const attachments = new Map(
  [...files].map(([name, bytes]) => [name.replace('attachments/', ''), bytes] as const),
);
const pages = languages.map(
  (language) => [language, evidencePage(record, attachments, language)] as const,
);
const page = (parts: Partial<RunRecord> = {}, language: 'en' | 'de' = 'en') =>
  evidencePage({ ...record, ...parts }, attachments, language);

test.each([
  ['en', '<b>yes</b> <span class="limits">(=\u00A0no)</span>'],
  ['de', '<b>ja</b> <span class="limits">(=\u00A0nein)</span>'],
] as const)('a measurement that is yes or no is so in words of %s', (language, text) => {
  const view = viewOf(record, attachments, language);
  const measurement = { name: 'in order', value: true, expected: false, outcome: 'FAIL' } as const;
  expect(measured(measurement, view).text).toContain(text);
});

describe.each(pages)('the evidence in %s', (language, html) => {
  test('is one document without script or network, and links to nothing but the other language', () => {
    expect(html).toMatch(new RegExp(`^<!doctype html>\n<html lang="${language}">`, 'u'));
    expect(html).not.toMatch(/<script|<link|<img|<iframe|@import|https?:|\bsrc=|javascript:/u);
    expect(html).not.toMatch(/\bon\w+="|undefined|NaN|\[object/u);
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    const targets = [...html.matchAll(/href="([^"]*)"/gu)].map(([, target]) => target ?? '');
    const other = language === 'en' ? 'evidence.de.html' : 'evidence.html';
    expect(new Set(targets.filter((target) => !target.startsWith('#')))).toEqual(new Set([other]));
    for (const target of targets.filter((one) => one.startsWith('#'))) {
      expect(html).toContain(`id="${target.slice(1)}"`);
    }
  });

  test('closes every element it opens, and has every id once', () => {
    expectWellFormed(html);
  });

  test('opens with the clauses: every row, what it promises and what stands for it', () => {
    const sections = [...html.matchAll(/<h2 id="(\w+)"/gu)].map(([, id]) => id);
    expect(sections.slice(0, 4)).toEqual(['clauses', 'failures', 'days', 'timing']);
    const rows = html.slice(html.indexOf('id="clauses"'), html.indexOf('id="failures"'));
    for (const row of clauses) {
      for (const text of [clauseName(row), row.says[language], row.does[language]]) {
        expect(rows).toContain(escapeText(text));
      }
    }
  });

  test('says that it is no certificate before it says anything else of the run', () => {
    const { notCertification } = viewOf(record, attachments, language).words;
    expect(html.indexOf(notCertification)).toBeGreaterThan(0);
    expect(html.indexOf(notCertification)).toBeLessThan(html.indexOf('id="clauses"'));
  });

  test('has every test, measurement, reason, fault, digest, and how to do it again', () => {
    const { tests, digests, tools, bench, command, benchFaults } = record;
    const faults = tests.flatMap(({ attempts }) => attempts.map(({ fault }) => fault?.message));
    const measurements = tests
      .flatMap(({ attempts }) => attempts.at(-1)?.phases ?? [])
      .flatMap((phase) => phase.measurements.map(({ name }) => name));
    const sums = [...attachments.keys()].filter((name) => /^[0-9a-f]{64}$/u.test(name));
    for (const text of [
      ...tests.flatMap(({ name, reason = '' }) => [name, reason]),
      ...[...faults, ...benchFaults.map(({ message }) => message)].map((one) =>
        (one ?? '').replaceAll('\u0000', ''),
      ),
      ...measurements.map(
        (name) => (language === 'de' ? germanMeasurement(name) : undefined) ?? name,
      ),
      ...Object.values(digests),
      tools.sourceSha256,
      tools.commit ?? '',
      bench.fileSha256,
      command,
      '4711',
      ...sums,
    ]) {
      expect(html.replaceAll('<wbr>', '')).toContain(escapeText(text));
    }
  });

  test('has each policy once, in the order in which they were applied, with the tests that had it', () => {
    const part = html.slice(html.indexOf('class="clauses policies"'), html.indexOf('id="files"'));
    const rows = part.split('<tr>').slice(2);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatch(/>1<.*security\/another.*href="#t0".*9e9e<\/code>/u);
    expect(rows[1]).toMatch(/>2<.*href="#t0".*9f9f<\/code>/u);
    // No line of digits ends with one of them alone.
    expect(part).toContain('<wbr>9e9e9e9e9e9e9e9e<wbr>');
  });

  test('says of a value in which phase it was taken, where a test has several', () => {
    const [first] = record.tests;
    const [attempt] = first?.attempts ?? [];
    const [phase] = attempt?.phases ?? [];
    if (first === undefined || attempt === undefined || phase === undefined) expect.unreachable();
    const phases = ['another CA', 'another name'].map((name) => ({ ...phase, name }));
    const two = page({ tests: [{ ...first, attempts: [{ ...attempt, phases }] }] });
    const name = phase.measurements[0]?.name ?? expect.unreachable();
    for (const one of phases) expect(two).toContain(`>${one.name}: ${name}</span>`);
    expect(html).toContain(`>${name}</span>`);
  });

  test('keeps what the bench broke apart from what the product did wrong', () => {
    const part = (from: string, to: string) =>
      html.slice(html.indexOf(`<h2 id="${from}"`), html.indexOf(`<h2 id="${to}"`));
    expect(part('failures', 'days')).toContain('a foreign tenant gets nothing');
    expect(part('failures', 'days')).not.toContain('BROKER_GONE');
    expect(part('bench', 'proofs')).toMatch(/BROKER_GONE[^]*RIG_CURRENT/u);
    expect(part('skipped', 'flaky')).toContain('does not promise indicator');
    expect(part('flaky', 'bench')).toContain('SMP_TIMEOUT');
  });

  test('draws ribbon, track and timing, each with its words', () => {
    const { drawing } = viewOf(record, attachments, language).words;
    for (const text of [drawing.allows, drawing.states.withheld, drawing.start]) {
      expect(html).toContain(text);
    }
    expect(html.match(/<svg class="(?:ribbon|track|timing)" role="img"/gu)).toHaveLength(3);
    expect(html.match(/<circle class="dot"/gu)).toHaveLength(60);
  });
});

describe('the evidence', () => {
  test('escapes whatever suites, benches and devices are called', () => {
    const hostile = '"><script>alert(1)</script>';
    const [first] = record.tests;
    if (first === undefined) expect.unreachable();
    const html = page({
      runId: hostile,
      command: hostile,
      tests: [
        {
          ...first,
          name: hostile,
          suite: hostile,
          reason: hostile,
          outcome: 'FAIL',
          needs: [hostile as Need],
        },
        { ...first, attempts: [], outcome: 'SKIP', reason: hostile },
      ],
      digests: { [hostile]: 'ab'.repeat(32) },
      benchFaults: [{ code: hostile, message: hostile }],
      defects: [hostile],
      bench: { ...record.bench, name: hostile },
      devices: { [hostile]: { tenant: hostile, device: hostile, signKey: hostile, sealKey: '' } },
    });
    expect(html).not.toContain('<script>');
    expect(html.split('&lt;script&gt;').length).toBeGreaterThan(10);
  });

  test('of a run with seeded defects says that it counts for nothing', () => {
    expect(page({ defects: ['gate-open'] })).toContain('it counts for nothing');
    expect(page({ defects: ['gate-open'] }, 'de')).toContain('er zählt nicht');
    expect(page()).not.toContain('it counts for nothing');
  });

  test('of nothing at all leaves every clause open', () => {
    const html = page({ tests: [], benchFaults: [], devices: {}, outcome: 'SKIP' });
    expect(html).toContain('Nothing was tried, so nothing is proved');
    expect(html.match(/class="outcome open">open/gu)).toHaveLength(clauses.length - 1);
  });

  test('puts the product before the bench in its headline', () => {
    expect(record.outcome).toBe('ERROR');
    expect(headlineOf(record)).toBe('FAIL');
    const tests = record.tests.filter(({ outcome }) => outcome !== 'FAIL');
    expect(headlineOf({ ...record, tests })).toBe('ERROR');
  });

  test('marks what is outside of its limits by shape, and keeps the extremes of many samples', async () => {
    const { timingSvg } = await import('./timing-svg.ts');
    const samples = Array.from({ length: 5000 }, (_, index) => (index === 2345 ? 99 : index % 10));
    const { words } = viewOf(record, attachments, 'en');
    const drawn = timingSvg(
      { schema: 'feierabend/timing/1', title: 't', unit: 's', max: 50, samples },
      words.timing,
      'id',
    ).text;
    expect(drawn.match(/class="out"/gu)).toHaveLength(1);
    expect(drawn.match(/class="dot"/gu)?.length).toBeLessThan(500);
  });
});
