import { markup, type Markup } from '@feierabend/firmware-sim/page/markup';
import {
  byteText,
  countText,
  percentText,
  wholeText,
} from '@feierabend/firmware-sim/page/number-text';
import { tile, zeroTile } from '@feierabend/firmware-sim/page/page-parts';
import type { ClauseOutcome, RunSummary, SearchedChannel } from './run-summary.ts';

export function tiles(summary: RunSummary): Markup {
  const { reports, host } = summary;
  const lineShare = percentText(host.flashLineShare);
  return markup`<dl class="tiles">
${tile(`fixes sent, of ${wholeText(summary.fixesTaken)} taken`, wholeText(summary.fixesSent))}
${tile(`withheld, of ${wholeText(summary.fixesFed)} offered`, wholeText(summary.fixesWithheld))}
${zeroTile('outside the work hours', summary.fixesOutsideWindows)}
${zeroTile('leaks found', summary.leaks)}
${tile('per fix, sealed and padded', reports.bytesPerFix.toFixed(1), 'bytes')}
${tile(`flash speed, ${lineShare} of the line`, (host.flashBytesPerS / 1000).toFixed(1), 'kB/s')}
</dl>`;
}

export function searchSection({ leakSearch }: RunSummary): Markup {
  const { planted, found } = leakSearch.selfTest;
  const all = planted > 0 && found === planted;
  return markup`<section aria-labelledby="search"><h2 id="search">What was searched</h2>
<p>Every channel was tapped before sealing and TLS, and searched for positions that were only ever
seen in private hours: as decimal text, NMEA text, integers in both byte orders, and decoded
records. To test the search, ${countText(planted, 'leak')} ${planted === 1 ? 'was' : 'were'}
planted; it found ${all ? 'all of them' : String(found)}.</p>
<table><thead><tr><th scope="col">channel</th><th scope="col" class="number">searched</th><th
scope="col" class="number">hits</th></tr></thead>
<tbody>${leakSearch.channels.map(channelRow)}</tbody></table></section>`;
}

const channelNames: Readonly<Record<string, string>> = {
  serial: 'serial line',
  mqtt: 'MQTT payloads',
  flash: 'flash',
  journal: 'journal',
  log: 'log',
  decoded: 'records the controller opened',
};

function channelRow({ name, bytes, hits }: SearchedChannel): Markup {
  const amount = name === 'decoded' ? countText(bytes, 'record') : byteText(bytes);
  return markup`<tr><th scope="row">${channelNames[name] ?? name}</th><td
class="number">${amount}</td><td class="number">${wholeText(hits)}</td></tr>
`;
}

const outcomes = { pass: 'shown', fail: 'failed', open: 'open' } as const;

export function clauseSection({ clauses }: RunSummary): Markup {
  const count = (outcome: ClauseOutcome['outcome']) =>
    clauses.filter((row) => row.outcome === outcome).length;
  const failed = count('fail') === 0 ? '' : `${count('fail')} failed, `;
  return markup`<section class="long" aria-labelledby="clauses"><h2 id="clauses">Clauses of the
contracts</h2>
<p>${count('pass')} shown by this run, ${failed}${count('open')} open. <em>Open</em> means that this
run says nothing about it, not that it holds. Evidence names exactly what was measured.</p>
<table class="clauses"><thead><tr><th scope="col">clause</th><th scope="col">asks for</th><th
scope="col">here</th><th scope="col">evidence</th></tr></thead>
<tbody>${clauses.map(clauseRow)}</tbody></table></section>`;
}

function clauseRow({ clause, text, outcome, evidence }: ClauseOutcome): Markup {
  return markup`<tr class="${outcome}"><th scope="row">${clause}</th><td>${text}</td><td><span
class="outcome ${outcome}">${outcomes[outcome]}</span></td><td>${evidence}</td></tr>
`;
}
