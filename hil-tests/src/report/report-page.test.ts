import { describe, expect, test } from 'vitest';

import { expectWellFormed } from '@feierabend/firmware-sim/page/html-check.tool';
import { Markup, markup } from '@feierabend/firmware-sim/page/markup';
import { renderReport } from './report-page.ts';
import { sampleReport, sampleSummary } from './sample-run.test-data.ts';

const page = renderReport(sampleReport);

describe('markup', () => {
  test('escapes text, in content and in attributes', () => {
    expect(markup`<a title="${`"'<>&`}">${'<script>'}</a>`.text).toBe(
      '<a title="&quot;&#39;&lt;&gt;&amp;">&lt;script&gt;</a>',
    );
  });

  test('keeps markup, joins lists, leaves out what is not there and drops control characters', () => {
    const items = [1, 2].map((value) => markup`<li>${value}</li>`);
    expect(
      markup`<ul>${items}${undefined}${new Markup('<!-- -->')}${'a\u0000\u001Bb\n'}</ul>`.text,
    ).toBe('<ul><li>1</li><li>2</li><!-- -->ab\n</ul>');
  });
});

describe('report.html', () => {
  test('is one document without script, network or anything left to fill in', () => {
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/u);
    expect(page).not.toMatch(
      /<script|<link|<img|<iframe|@import|https?:|\bsrc=|\bhref=|javascript:/u,
    );
    expect(page).not.toMatch(/\bon\w+="/u);
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(page).not.toMatch(/undefined|NaN|\[object/u);
  });

  test('closes every element it opens', () => {
    expectWellFormed(page);
  });

  test('names its drawings for those who do not see them, with ids that exist once', () => {
    const ids = [...page.matchAll(/\sid="([^"]+)"/gu)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, list = ''] of page.matchAll(/aria-labelledby="([^"]+)"/gu)) {
      for (const id of list.split(' ')) expect(ids).toContain(id);
    }
    expect(page).toContain('withheld 8 h');
  });

  test('prints every digest, clause, channel and number of the run', () => {
    const { policy, firmware, journalHead, clauses, leakSearch } = sampleSummary;
    const rows = clauses.flatMap(({ clause, text, evidence }) => [clause, text, evidence]);
    const digests = [policy.digest, firmware.imageSha256, journalHead];
    for (const text of [...digests, ...rows, ...policy.windows]) expect(page).toContain(text);
    expect(page.match(/<td class="number">0<\/td>|<td\s+class="number">0<\/td>/gu)).toHaveLength(
      leakSearch.channels.length,
    );
    expect(page).toContain('1\u00A0482');
  });

  test('escapes names that come from files', () => {
    const hostile = '</title><script>alert(1)</script>"';
    const summary = {
      ...sampleSummary,
      device: hostile,
      policy: { ...sampleSummary.policy, name: hostile, windows: [hostile] },
      source: { ...sampleSummary.source, name: hostile, skippedByReason: { [hostile]: 2 } },
      clauses: [{ clause: hostile, text: hostile, outcome: 'open', evidence: hostile }],
      host: { ...sampleSummary.host, [hostile]: hostile },
    } as const;
    expect(renderReport({ ...sampleReport, summary })).not.toContain('<script>');
  });

  test('is honest about a broken promise', () => {
    const bad = renderReport({ ...sampleReport, summary: { ...sampleSummary, leaks: 2 } });
    expect(bad).toContain('The run did not keep its promise');
    expect(bad).not.toContain('All checks of this run hold');
    expect(page).toContain('All checks of this run hold');
  });

  test('has no coordinates in the text, only the captured track in drawing units', () => {
    for (const { latitudeE5, longitudeE5 } of sampleReport.track) {
      for (const e5 of [latitudeE5, longitudeE5]) {
        expect(page).not.toContain(String(e5));
        expect(page).not.toContain((e5 / 1e5).toFixed(4));
      }
    }
  });

  test('draws a day without a track, a window or a record', () => {
    const empty = renderReport({ summary: sampleSummary, ribbon: [], windows: [], track: [] });
    expect(empty).toContain('No position was captured');
    expect(empty).toContain('The policy allows nothing');
  });
});
