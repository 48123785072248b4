import { countText, durationText, percentText, wholeText } from '../../page/number-text.ts';
import { checkerSums } from '../scenario/metrics.ts';
import { valueText } from '../result/verdict.ts';
import type { FleetCost, FleetNews } from './fleet-news.ts';

export interface FleetRates {
  readonly connectsPerS: number;
  readonly messagesPerS: number;
}

/** What a person at a terminal sees of a run: facts, broken into lines between their parts where a line is too short. */
export function viewText(
  news: FleetNews,
  { rates, cost, columns }: { rates: FleetRates; cost: FleetCost; columns: number },
): string {
  const fact = (name: string, text: string) => factLines(name, text, columns);
  const { states, connected, tally, devices } = news;
  const delivery = tally.distribution('delivery');
  const text = (value = 0) => valueText('delivery', value);
  const inOrder = Object.entries(states).toSorted(([, a], [, b]) => b - a);
  return [
    fact('run', progressText(news, cost)),
    fact('states', inOrder.map(([state, count]) => `${state} ${count}`).join(', ')),
    ...(connected === undefined ? [] : [fact('online', `${connected} of ${devices}`)]),
    fact('connects', `${tally.sum('connects')} (${rateText(rates.connectsPerS)})`),
    fact('messages', `${tally.sum('messages')} (${rateText(rates.messagesPerS)})`),
    ...(delivery === undefined
      ? []
      : [
          fact(
            'delivery',
            `p50 ${text(delivery.percentile(50))}, p99 ${text(delivery.percentile(99))}`,
          ),
        ]),
    fact('a device', costText(news, cost)),
    fact('checkers', checkersText(news)),
  ].join('\n');
}

/** The same for a log, as one line. */
export function newsLine(news: FleetNews, cost: FleetCost): string {
  const { tally } = news;
  const [messages, findings] = [tally.sum('messages'), tally.findingCount];
  return `${progressText(news, cost)}; ${countText(messages, 'message')}, ${countText(findings, 'finding')}`;
}

function progressText({ done, all, unit }: FleetNews, { wallS }: FleetCost): string {
  const share = all === 0 ? 1 : done / all;
  const amount =
    unit === 'devices'
      ? `${wholeText(done)} of ${wholeText(all)} devices`
      : `${hours(done)} of ${hours(all)} h`;
  // At the very beginning nothing can be told.
  const left = share < 0.01 ? '' : `, ${durationText((wallS * (1 - share)) / share)} left`;
  return `${percentText(Math.floor(share * 100) / 100)}, ${amount}${left}`;
}

function costText({ done, unit, devices }: FleetNews, { cpuS, peakRssMiB }: FleetCost): string {
  const lived = Math.max(1, unit === 'devices' ? done : devices);
  const kiB = Math.round((peakRssMiB * 1024) / lived);
  const cpu = `${Math.round((cpuS / lived) * 1000)} ms CPU`;
  // In virtual time only a few devices are in memory at once.
  return unit === 'devices' ? `${cpu}; ${Math.round(peakRssMiB)} MiB in all` : `${cpu}, ${kiB} KiB`;
}

function checkersText({ tally }: FleetNews): string {
  return [...checkerSums]
    .map(([checker, names]) => {
      const found = names.filter((name) => tally.sum(name) > 0);
      const counts = found.map((name) => `${name} ${tally.sum(name)}`);
      return `${checker} ${counts.length === 0 ? 'ok' : counts.join(' ')}`;
    })
    .join(', ');
}

function rateText(perS: number): string {
  return `${perS < 10 ? perS.toFixed(1) : Math.round(perS)}/s`;
}

function hours(seconds: number): string {
  return (seconds / 3600).toFixed(1);
}

const nameWidth = 10;

/** Parts are what stands between commas. */
function factLines(name: string, text: string, columns: number): string {
  const lines: string[] = [];
  let line = name.padEnd(nameWidth);
  for (const [number, part] of text.split(', ').entries()) {
    const next = number === 0 ? `${line}${part}` : `${line}, ${part}`;
    if (number > 0 && next.length > columns - 1) {
      lines.push(`${line},`);
      line = `${' '.repeat(nameWidth)}${part}`;
    } else line = next;
  }
  return [...lines, line].join('\n');
}
