import { htmlDocument } from '../../page/html-document.ts';
import { markup, type Markup } from '../../page/markup.ts';
import { note, section } from '../../page/page-parts.ts';
import { FleetAccount } from '../result/fleet-account.ts';
import type { RunRecord } from '../result/run-record.ts';
import type { Tally } from '../result/tally.ts';
import type { DistributionName } from '../scenario/metrics.ts';
import { distributionFacts, distributionSvg } from './distribution-svg.ts';
import { faultList } from './fault-marks.ts';
import { fleetStyle } from './fleet-style.ts';
import { fleetWords as words } from './fleet-words.ts';
import type { GeneratedTracks } from './generated-tracks.ts';
import { mapPart } from './map-svg.ts';
import {
  assertionSection,
  figureSection,
  findingSection,
  livedSection,
  pageHead,
  pageTiles,
} from './page-verdict.ts';
import { stateBands } from './state-bands.ts';
import { stateLegend, stateSvg } from './state-svg.ts';
import { onDutyWeek, weekTable } from './week-table.ts';

/**
 * A run as one HTML document. It follows from run.json, which holds no places; the map, where there is one, from the plan
 * and not from any report.
 */
export function fleetPage(record: RunRecord, tracks?: GeneratedTracks): string {
  const { scenario, verdict, account } = record;
  const { tally } = FleetAccount.of(account);
  return htmlDocument({
    language: 'en',
    title: `${words.headline[verdict]}: ${scenario.name}`,
    style: fleetStyle,
    body: [
      pageHead(record, tally),
      pageTiles(tally),
      assertionSection(record),
      stateSection(record, tally),
      weekSection(record),
      distributionSection(tally, 'delivery'),
      // Only by the clock.
      tally.distribution('lag') === undefined ? undefined : distributionSection(tally, 'lag'),
      distributionSection(tally, 'traffic'),
      distributionSection(tally, 'energy'),
      section('map', words.map.title, mapPart(tracks)),
      findingSection(tally),
      figureSection(tally),
      livedSection(record),
      markup`<footer>${words.footer}</footer>`,
    ],
  });
}

function stateSection(record: RunRecord, tally: Tally): Markup {
  const { account, fromS, untilS, timeZone, faults } = record;
  const { timeline } = account;
  const bands = stateBands(timeline, { untilS, devices: tally.sum('devices') });
  const { title, note: text } = words.states;
  const { stepS } = timeline;
  return section('states', title, [
    stateSvg(bands, { fromS, untilS, stepS, timeZone, faults }),
    stateLegend(bands),
    faultList(faults, timeZone),
    note(text(timeZone)),
  ]);
}

function weekSection({ account, timeZone }: RunRecord): Markup {
  const { title, note: text } = words.week;
  return section('week', title, [
    weekTable(onDutyWeek(account.timeline, timeZone)),
    note(text(timeZone)),
  ]);
}

function distributionSection(tally: Tally, name: DistributionName): Markup {
  const { title, text } = words.distributions[name];
  const of = tally.distribution(name);
  if (of === undefined || of.count === 0) {
    return section(name, title, note(words.distribution.none));
  }
  return section(name, title, [
    distributionSvg(name, of),
    note(`${distributionFacts(name, of)}; ${text}. ${words.distribution.scales}`),
  ]);
}
