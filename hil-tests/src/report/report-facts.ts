import { markup, type Markup } from '@feierabend/firmware-sim/page/markup';
import {
  byteText,
  countText,
  durationText,
  wholeText,
} from '@feierabend/firmware-sim/page/number-text';
import { facts, type Fact } from '@feierabend/firmware-sim/page/page-parts';
import type { RunSummary } from './run-summary.ts';

export function policySection({ policy }: RunSummary): Markup {
  return markup`<section aria-labelledby="policy"><h2 id="policy">The policy</h2>
${facts([
  ['name', policy.name],
  [
    'says',
    markup`<ul class="lines">${policy.windows.map((line) => markup`<li>${line}</li>`)}</ul>`,
  ],
  ['time zone', policy.timeZone],
  ['digest (SHA-256)', markup`<code>${policy.digest}</code>`],
])}</section>`;
}

export function deviceSection(summary: RunSummary): Markup {
  const { firmware, reports } = summary;
  const confirmed = firmware.confirmed ? 'confirmed' : 'not confirmed';
  return markup`<section aria-labelledby="device"><h2 id="device">The tracker</h2>
${facts([
  ['device', `${summary.device} of ${summary.tenant}`],
  ['firmware', `${firmware.from} before, ${firmware.to} now, ${confirmed}`],
  ['image', byteText(firmware.imageBytes)],
  ['image (SHA-256)', markup`<code>${firmware.imageSha256}</code>`],
  [
    'reports',
    `${countText(reports.batches, 'batch', 'batches')}, ${byteText(reports.sealedBytes)} sealed, ` +
      `${reports.lost} lost, ${reports.duplicates} received twice`,
  ],
  [
    'journal',
    (summary.journalIntact ? 'intact, ' : 'BROKEN, ') +
      countText(summary.journalEntries, 'entry', 'entries'),
  ],
  ['journal head', markup`<code>${summary.journalHead}</code>`],
])}</section>`;
}

export function repeatSection({ seed, source, host }: RunSummary): Markup {
  const skipped = Object.entries(source.skippedByReason).filter(([, count]) => count > 0);
  const reasons = skipped.map(([reason, count]) => `${reason} ${wholeText(count)}`).join(', ');
  const known = new Set(['startedAt', 'durationMs', 'flashBytesPerS', 'flashLineShare']);
  const shifted: Fact[] = source.shiftedTo === undefined ? [] : [['moved to', source.shiftedTo]];
  const more = Object.entries(host).filter(([name]) => !known.has(name));
  return markup`<section aria-labelledby="repeat"><h2 id="repeat">To repeat it</h2>
<p>The same seed, log and policy give the same <code>summary.json</code>, apart from what stands
under <code>host</code>.</p>
${facts([
  ['seed', String(seed)],
  ['positions from', `${source.name} (${source.kind === 'log' ? 'recorded log' : 'generated'})`],
  ...shifted,
  [
    'sentences',
    `${wholeText(source.linesRead)} read, ${wholeText(source.linesSkipped)} skipped` +
      (reasons === '' ? '' : ` (${reasons})`),
  ],
  ['run', `${host.startedAt}, ${durationText(host.durationMs / 1000)}`],
  ...more.map(([name, value]): Fact => [hostNames[name] ?? name, String(value)]),
])}</section>`;
}

const hostNames: Readonly<Record<string, string>> = { baudRate: 'baud rate', node: 'Node.js' };
