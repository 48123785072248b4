import { markup, type Markup } from '../../page/markup.ts';
import { durationText, groupedText, wholeText } from '../../page/number-text.ts';
import { badge, facts, note, section, tile, zeroTile } from '../../page/page-parts.ts';
import { instantText } from '../../world/instant.ts';
import { isSumName, metricTable, type MetricName } from '../scenario/metrics.ts';
import { failedOf, missingShards } from '../result/failed.ts';
import type { RunRecord } from '../result/run-record.ts';
import { unboundedOf } from '../result/unbounded.ts';
import type { Tally } from '../result/tally.ts';
import type { JudgedAssertion } from '../result/verdict.ts';
import { fleetWords as words } from './fleet-words.ts';

/** How it ended, before anything else. */
export function pageHead(record: RunRecord, tally: Tally): Markup {
  const { scenario, fromS, untilS, devices, shards, verdict, engine } = record;
  const kind = verdict === 'green' ? 'verdict' : 'verdict bad';
  const failed = failedOf(record);
  const unbounded = unboundedOf(record);
  const story = verdict === 'interrupted' ? words.cutStory : words.story;
  return markup`<header>
<p class="kicker">${words.title} &middot; ${scenario.name} &middot; ${instantText(fromS)}</p>
<h1>${words.headline[verdict]}</h1>
${
  verdict !== 'red'
    ? undefined
    : markup`<ul class="problems">${failed.map(({ text, came }) => markup`<li>${text}: ${cameText(came)}</li>`)}</ul>`
}
<p>${story({
    devices: wholeText(devices),
    lived: wholeText(tally.sum('devices')),
    hours: durationText(untilS - fromS),
    engine: words.engines[engine],
  })}</p>
${missingShards(shards).length > 0 ? markup`<p>${words.partNote(shards.numbers.join(', '), shards.of)}</p>` : undefined}
${verdict === 'green' && unbounded.length > 0 ? markup`<p>${words.unbounded(groupedText(unbounded.join(', ')))}</p>` : undefined}
${verdict === 'interrupted' ? markup`<p>${words.interruptedNote}</p>` : undefined}
<p><span class="${kind}">${verdict}</span></p>
</header>
`;
}

export function pageTiles(tally: Tally): Markup {
  const { tiles } = words;
  const count = (name: 'devices' | 'fixes' | 'messages' | 'withheld') =>
    tile(tiles[name], wholeText(tally.sum(name)));
  return markup`<dl class="tiles">
${count('devices')}
${count('fixes')}
${count('messages')}
${count('withheld')}
${zeroTile(tiles.leaks, tally.sum('leaks'))}
${zeroTile(tiles.lost, tally.sum('lost'))}
</dl>
`;
}

export function assertionSection(record: RunRecord): Markup {
  const { assertions } = record;
  const failed = record.verdict === 'interrupted' ? [] : failedOf(record);
  const isDecided = record.verdict !== 'interrupted' && missingShards(record.shards).length === 0;
  const { title, asserted, came, verdict: heading, none } = words.assertions;
  if (assertions.length === 0) return section('assertions', title, note(none));
  return section(
    'assertions',
    title,
    markup`<table><thead><tr><th scope="col">${asserted}</th><th scope="col">${came}</th><th scope="col">${heading}</th></tr></thead>
<tbody>${assertions.map((one) => assertionRow(one, isDecided || failed.includes(one)))}</tbody></table>`,
  );
}

/** By a part, only what the others cannot mend is decided. */
function assertionRow({ text, came, holds }: JudgedAssertion, isDecided: boolean): Markup {
  const { holds: good, fails, open } = words.assertions;
  const badgeOf = isDecided
    ? badge(holds ? good : fails, holds ? 'pass' : 'fail')
    : badge(open, 'open');
  return markup`<tr><th scope="row"><code>${text}</code></th><td>${cameText(came)}</td><td>${badgeOf}</td></tr>
`;
}

function cameText(came: string | null): string {
  return came === null ? words.assertions.noValue : groupedText(came);
}

const findingsShown = 25;

export function findingSection(tally: Tally): Markup {
  const { title, none, more, device, time, checker, sentence } = words.findings;
  const { findings, findingCount } = tally;
  if (findingCount === 0) return section('findings', title, note(none));
  const shown = findings.slice(0, findingsShown);
  return section('findings', title, [
    markup`<div class="wide"><table><thead><tr><th scope="col">${device}</th><th scope="col">${time}</th><th scope="col">${checker}</th><th scope="col">${sentence}</th></tr></thead>
<tbody>${shown.map(
      (
        one,
      ) => markup`<tr><th scope="row">${one.device}</th><td>${new Date(one.atMs).toISOString().slice(0, 19).replace('T', ' ')}</td><td>${one.checker}</td><td>${one.sentence}</td></tr>
`,
    )}</tbody></table></div>`,
    ...(findingCount > shown.length ? [note(more(shown.length, wholeText(findingCount)))] : []),
  ]);
}

export function figureSection(tally: Tally): Markup {
  const { title, name: heading, value, text } = words.figures;
  const names = (Object.keys(metricTable) as MetricName[]).filter(isSumName);
  return section(
    'figures',
    title,
    markup`<div class="wide"><table><thead><tr><th scope="col">${heading}</th><th scope="col" class="number">${value}</th><th scope="col">${text}</th></tr></thead>
<tbody>${names.map(
      (
        name,
      ) => markup`<tr><th scope="row">${name}</th><td class="number">${wholeText(tally.sum(name))}</td><td>${metricTable[name].text}</td></tr>
`,
    )}</tbody></table></div>`,
  );
}

export function livedSection(record: RunRecord): Markup {
  const { scenario, account, engine, fromS, untilS, shards, host } = record;
  const { lived } = words;
  return section('lived', lived.title, [
    facts([
      [lived.scenario, scenario.name],
      [lived.seed, String(scenario.seed)],
      [lived.scenarioDigest, markup`<code>${scenario.digest}</code>`],
      [lived.digest, markup`<code>${account.digest}</code>`],
      [lived.engine, `${engine}: ${words.engines[engine]}`],
      [lived.span, `${instantText(fromS)} to ${instantText(untilS)}`],
      [lived.shards, `${shards.numbers.join(', ')} of ${shards.of}`],
      ...host.map(
        ({ machine, workers, wallS, cpuS, peakRssMiB }) =>
          [
            lived.machine,
            lived.host({
              machine,
              workers: `${workers} ${workers === 1 ? 'worker' : 'workers'}`,
              wall: durationText(wallS),
              cpu: durationText(cpuS),
              memory: wholeText(peakRssMiB),
            }),
          ] as const,
      ),
    ]),
    note(lived.repeat),
  ]);
}
