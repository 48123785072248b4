import { formatMinute } from '@feierabend/protocol';

import { escapeMarkup } from '../output/markup.ts';
import { noteOf, type DrawnDay } from './week-picture.ts';

const left = 130;
const hourWidth = 24;
const dayWidth = 24 * hourWidth;
const top = 64;
const rowHeight = 26;
const barHeight = 18;
const width = left + dayWidth + 130;

/** The week as a drawing that stands by itself: no script, no style sheet, nothing from a network. */
export function weekSvg(
  days: readonly DrawnDay[],
  { title, footer }: { readonly title: string; readonly footer: string },
): string {
  const height = top + days.length * rowHeight + 44;
  const described = days.map(describe).join('; ');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img"`,
    ` font-family="system-ui, sans-serif" font-size="12">`,
    `<title>${escapeMarkup(title)}</title><desc>${escapeMarkup(described)}</desc>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    `<text x="12" y="26" font-size="16" font-weight="600">${escapeMarkup(title)}</text>`,
    ...hourMarks(top + days.length * rowHeight),
    ...days.flatMap(row),
    `<text x="12" y="${height - 14}" fill="#555555">${escapeMarkup(footer)}</text>`,
    '</svg>\n',
  ].join('\n');
}

function hourMarks(bottom: number): string[] {
  return Array.from({ length: 9 }, (_, index) => index * 3).flatMap((hour) => {
    const x = left + hour * hourWidth;
    const label = String(hour).padStart(2, '0');
    return [
      `<line x1="${x}" x2="${x}" y1="${top - 6}" y2="${bottom}" stroke="#dddddd"/>`,
      `<text x="${x}" y="${top - 12}" text-anchor="middle" fill="#555555">${label}</text>`,
    ];
  });
}

function row(day: DrawnDay, index: number): string[] {
  const y = top + index * rowHeight;
  const base = y + barHeight - 4;
  const fill = day.isOutside ? '#f7f7f7' : '#eeeeee';
  return [
    `<text x="12" y="${base}">${day.name} ${day.date}</text>`,
    `<rect x="${left}" y="${y}" width="${dayWidth}" height="${barHeight}" fill="${fill}"/>`,
    ...day.windows.map(({ startMin, endMin }) => {
      const [x, size] = [left + at(startMin), at(endMin - startMin)];
      return `<rect x="${x}" y="${y}" width="${size}" height="${barHeight}" fill="#1f6f50"/>`;
    }),
    `<text x="${left + dayWidth + 10}" y="${base}" fill="#555555">${escapeMarkup(noteOf(day))}</text>`,
  ];
}

function at(minutes: number): number {
  return Math.round((minutes / 60) * hourWidth * 100) / 100;
}

function describe({ name, date, windows }: DrawnDay): string {
  const spans = windows.map(
    ({ startMin, endMin }) => `${formatMinute(startMin)} to ${formatMinute(endMin)}`,
  );
  return `${name} ${date}: ${spans.length === 0 ? 'nothing' : spans.join(', ')}`;
}
