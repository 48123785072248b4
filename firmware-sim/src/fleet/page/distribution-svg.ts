import { markup, type Markup } from '../../page/markup.ts';
import { durationText, wholeText } from '../../page/number-text.ts';
import { sizeText } from '../../page/page-parts.ts';
import type { Histogram, HistogramBar } from '../result/histogram.ts';
import { metricTable, type DistributionName } from '../scenario/metrics.ts';
import { valueText } from '../result/verdict.ts';
import { fleetWords } from './fleet-words.ts';

const top = 38;
const plotPx = 110;
const heightPx = top + plotPx + 24;
const binsMax = 48;
/** To the right of it stand the counts. */
const plotShare = 0.92;
/** Two neighbouring values of a histogram differ by this. */
const ratioMin = 1.032;
const words = fleetWords.distribution;

/** How often each value came: both scales are logarithmic, so that one straggler among thousands is seen. */
export function distributionSvg(name: DistributionName, of: Histogram): Markup {
  const scale = scaleOf(of);
  const bins = binsOf(of.bars, scale);
  const decades = Math.max(1, Math.ceil(Math.log10(Math.max(...bins) + 1)));
  // One value alone has a height, too.
  const heightOf = (count: number) => (plotPx * (Math.log10(count) + 0.3)) / (decades + 0.3);
  const counts = Array.from({ length: decades }, (_, power) => 10 ** power).map((count) => ({
    count,
    y: Math.round(top + plotPx - heightOf(count)),
  }));
  const text = (value: number) => readable(name, value);
  const { title } = fleetWords.distributions[name];
  const marks = [50, 99].map((percent) => ({ percent, value: of.percentile(percent) ?? 0 }));
  return markup`<svg class="distribution" role="img" aria-labelledby="${name}-title ${name}-text" width="100%" height="${heightPx}">
<title id="${name}-title">${title}</title>
<desc id="${name}-text">${distributionFacts(name, of)}</desc>
${counts.map(({ y }) => markup`<line class="tick faint" x1="0" x2="100%" y1="${y}" y2="${y}"/>`)}
${bins.map((count, bin) => {
  if (count === 0) return markup``;
  const height = heightOf(count);
  const width = (100 * plotShare) / bins.length;
  return markup`<rect class="bar" x="${fixed(bin * width)}%" width="${fixed(width * 0.9)}%" y="${fixed(top + plotPx - height)}" height="${fixed(height)}"/>
`;
})}
${counts.map(({ count, y }) => markup`<text class="row" x="100%" y="${y - 3}" text-anchor="end">${wholeText(count)}</text>`)}
<line class="tick" x1="0" x2="100%" y1="${top + plotPx}" y2="${top + plotPx}"/>
${marks.map(({ percent, value }, row) => {
  const share = scale(value);
  const x = `${fixed(share * 100)}%`;
  const anchor = share > 0.6 ? 'end' : 'start';
  return markup`<line class="limit" x1="${x}" x2="${x}" y1="${14 + 15 * row}" y2="${top + plotPx}"/><text class="row" x="${x}" dx="${
    anchor === 'end' ? -4 : 4
  }" y="${12 + 15 * row}" text-anchor="${anchor}">p${percent} ${text(value)}</text>
`;
})}
${ticksOf(name, of, scale).map((value) => {
  const share = scale(value);
  const anchor = share < 0.04 ? 'start' : share > 0.96 ? 'end' : 'middle';
  return markup`<line class="tick" x1="${fixed(share * 100)}%" x2="${fixed(share * 100)}%" y1="${top + plotPx}" y2="${
    top + plotPx + 5
  }"/><text x="${fixed(share * 100)}%" y="${top + plotPx + 20}" text-anchor="${anchor}">${text(value)}</text>
`;
})}
</svg>`;
}

export function distributionFacts(name: DistributionName, of: Histogram): string {
  const text = (value = 0) => readable(name, value);
  return words.facts({
    count: wholeText(of.count),
    mean: text(of.mean),
    p50: text(of.percentile(50)),
    p99: text(of.percentile(99)),
    max: text(of.max),
  });
}

type Scale = (value: number) => number;

/** From the lowest to the highest value, and at least a factor of two. */
function scaleOf({ bars, max }: Histogram): Scale {
  const lowest = Math.log(Math.max(1, bars[0]?.from ?? 1));
  const highest = Math.log(Math.max(1, max) + 1);
  const missing = Math.max(0, Math.log(2) - (highest - lowest)) / 2;
  const [from, until] = [lowest - missing, highest + missing];
  const share = (value: number) => (Math.log(Math.max(1, value)) - from) / (until - from);
  return (value) => plotShare * Math.min(1, Math.max(0, share(value)));
}

/** Not narrower than the histogram is exact. */
function binsOf(bars: readonly HistogramBar[], scale: Scale): number[] {
  const [low, high] = [bars[0]?.from ?? 1, bars.at(-1)?.until ?? 2];
  const span = Math.max(2, high / Math.max(1, low));
  const count = Math.min(binsMax, Math.floor(Math.log(span) / Math.log(ratioMin)));
  const bins = Array.from({ length: count }, () => 0);
  for (const bar of bars) {
    const middle = Math.sqrt(Math.max(1, bar.from) * Math.max(1, bar.until - 0.5));
    const bin = Math.min(count - 1, Math.floor((scale(middle) / plotShare) * count));
    bins[bin] = (bins[bin] ?? 0) + bar.count;
  }
  return bins;
}

const [second, minute, hour, day] = [1000, 60_000, 3_600_000, 86_400_000];
const roundDurations = [
  1,
  10,
  100,
  second,
  10 * second,
  minute,
  10 * minute,
  hour,
  10 * hour,
  day,
  10 * day,
];
const powersOfTen = Array.from({ length: 12 }, (_, power) => 10 ** power);

/** Round values, or the two ends where there are none between them. */
function ticksOf(
  name: DistributionName,
  { bars, max }: Histogram,
  scale: Scale,
): readonly number[] {
  const round = metricTable[name].quantity === 'duration' ? roundDurations : powersOfTen;
  const shown = round.filter((value) => scale(value) > 0 && scale(value) < plotShare);
  if (shown.length > 1)
    return shown.length > 6 ? shown.filter((_, index) => index % 2 === 0) : shown;
  const ends = [...new Set([Math.max(1, bars[0]?.from ?? 1), max])];
  // Two that are next to each other would lie on each other.
  return ends.length === 2 && scale(max) - scale(ends[0] ?? 1) < 0.3 ? [max] : ends;
}

function readable(name: DistributionName, value: number): string {
  const { quantity } = metricTable[name];
  if (quantity === 'duration' && value >= minute) return durationText(value / second);
  if (quantity === 'duration' && value >= second)
    return `${Number((value / second).toPrecision(3))} s`;
  if (quantity === 'bytes') return sizeText(value);
  if (quantity === 'duration') return `${Math.round(value)} ms`;
  return valueText(name, Math.round(value));
}

function fixed(value: number): string {
  return String(Math.round(value * 100) / 100);
}
