import type { TimingContent } from '../../record/attachment-content.ts';
import { markup, type Markup } from '@feierabend/firmware-sim/page/markup';
import type { EvidenceWords } from './words.ts';
import { measurementText } from '../measurement-text.ts';

const top = 14;
const plotPx = 120;
const heightPx = top + plotPx + 12;
/** More points than this are drawn as the lowest and the highest of neighbours, so that no extreme is lost. */
const binsMax = 240;

/**
 * Samples from left to right in the order they were taken, with their limits as lines. What is outside of them is a cross
 * and not only of another colour.
 */
export function timingSvg(
  content: TimingContent,
  words: EvidenceWords['timing'],
  id: string,
): Markup {
  const { samples, min, max, unit, title } = content;
  const scale = scaleOf(content);
  const text = (value: number) => measurementText({ name: '', value, unit }).value;
  const facts = timingFacts(content, words);
  const isOne = min !== undefined && min === max;
  const limits = [
    ...(isOne ? [{ at: min, text: `${words.exactly} ${text(min)}` }] : []),
    ...(max === undefined || isOne ? [] : [{ at: max, text: `${words.atMost} ${text(max)}` }]),
    ...(min === undefined || isOne ? [] : [{ at: min, text: `${words.atLeast} ${text(min)}` }]),
  ];
  return markup`<svg class="timing" role="img" aria-labelledby="${id}-title ${id}-text" width="100%"
height="${heightPx}">
<title id="${id}-title">${title}</title>
<desc id="${id}-text">${words.spoken(title, facts)}</desc>
<line class="tick" x1="0" x2="100%" y1="${top + plotPx}" y2="${top + plotPx}"/>
${drawnSamples(samples).map(({ index, value }) => {
  const x = `${fixed(((index + 0.5) / samples.length) * 100)}%`;
  const y = fixed(scale(value));
  return isOutside(content, value)
    ? markup`<svg x="${x}" y="${y}" overflow="visible"><path class="out" d="M-4 -4L4 4M-4 4L4 -4"/></svg>`
    : markup`<circle class="dot" cx="${x}" cy="${y}" r="2.4"/>`;
})}
${limits.map(
  (limit) => markup`
<line class="limit" x1="0" x2="100%" y1="${fixed(scale(limit.at))}" y2="${fixed(scale(limit.at))}"/><text
class="row" x="100%" y="${fixed(scale(limit.at) + (limit.at === max ? 14 : -5))}" text-anchor="end">${limit.text}</text>`,
)}
</svg>`;
}

export function timingFacts(content: TimingContent, words: EvidenceWords['timing']): string {
  const { samples, unit } = content;
  const sorted = samples.toSorted((a, b) => a - b);
  const text = (value = 0) =>
    measurementText({ name: '', value: Number(value.toPrecision(4)), unit }).value;
  return words.facts({
    count: samples.length,
    lowest: text(sorted[0]),
    median: text(sorted[Math.floor((sorted.length - 1) / 2)]),
    highest: text(sorted.at(-1)),
    outside: samples.filter((value) => isOutside(content, value)).length,
  });
}

function isOutside({ min = -Infinity, max = Infinity }: TimingContent, value: number): boolean {
  return value < min || value > max;
}

/** From nought, or from the lowest that is below it, to the highest sample or limit. */
function scaleOf({ samples, min = 0, max = 0 }: TimingContent): (value: number) => number {
  let [lowest, highest] = [Math.min(0, min), Math.max(0, max)];
  for (const value of samples) {
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
  }
  // Where nothing differs, it lies in the middle.
  if (highest === lowest) [lowest, highest] = [lowest - 1, highest + 1];
  const span = highest - lowest;
  return (value) => top + plotPx * (1 - (value - lowest) / span);
}

interface DrawnSample {
  readonly index: number;
  readonly value: number;
}

function drawnSamples(samples: readonly number[]): readonly DrawnSample[] {
  const all = samples.map((value, index) => ({ index, value }));
  if (all.length <= binsMax) return all;
  const size = Math.ceil(all.length / binsMax);
  return Array.from({ length: Math.ceil(all.length / size) }, (_, bin) => {
    const near = all.slice(bin * size, (bin + 1) * size).toSorted((a, b) => a.value - b.value);
    return [near[0], near.at(-1)];
  })
    .flat()
    .filter((one) => one !== undefined);
}

function fixed(value: number): string {
  return String(Math.round(value * 100) / 100);
}
