import type { RibbonSpan } from './mode-ribbon.ts';

const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const cell = { width: 30, height: 26, gap: 2 };
const margin = { left: 46, top: 52, right: 16, bottom: 44 };
const hourS = 3600;

/** Share of each hour of the week in which positions were taken: 7 rows, Monday first, of 24 numbers from 0 to 1. */
export function onDutyShares(
  spans: readonly RibbonSpan[],
  localOf: (timeS: number) => number,
): number[][] {
  const openS = days.map(() => Array.from({ length: 24 }, () => 0));
  const allS = days.map(() => Array.from({ length: 24 }, () => 0));
  for (const { fromS, untilS, mode } of spans) {
    for (let atS = fromS; atS < untilS;) {
      const localS = localOf(atS);
      const nextS = Math.min(untilS, atS + hourS - (localS % hourS));
      const hour = Math.floor(localS / hourS) % 24;
      // 1970-01-01 was a Thursday.
      const day = (Math.floor(localS / 86_400) + 3) % 7;
      add(allS, day, hour, nextS - atS);
      if (mode === 'on-duty') add(openS, day, hour, nextS - atS);
      atS = nextS;
    }
  }
  return openS.map((row, day) =>
    row.map((s, hour) => {
      const all = allS[day]?.[hour] ?? 0;
      return all === 0 ? 0 : s / all;
    }),
  );
}

function add(table: number[][], day: number, hour: number, s: number): void {
  const row = table[day];
  if (row !== undefined) row[hour] = (row[hour] ?? 0) + s;
}

/** A drawing that stands alone: one row for each day of the week, one column for each local hour. */
export function heatMapSvg(shares: readonly (readonly number[])[], title: string): string {
  const width = margin.left + 24 * (cell.width + cell.gap) + margin.right;
  const height = margin.top + 7 * (cell.height + cell.gap) + margin.bottom;
  const x = (hour: number) => margin.left + hour * (cell.width + cell.gap);
  const y = (day: number) => margin.top + day * (cell.height + cell.gap);
  const rows = shares.flatMap((row, day) =>
    row.map((share, hour) => {
      const percent = Math.round(share * 100);
      const hours = `${days[day]} ${two(hour)}:00 to ${two(hour + 1)}:00`;
      return `<rect x="${x(hour)}" y="${y(day)}" width="${cell.width}" height="${cell.height}" rx="2" fill="${colour(share)}"><title>${hours}: on duty ${percent} %</title></rect>`;
    }),
  );
  const dayNames = days.map(
    (name, day) =>
      `<text x="${margin.left - 8}" y="${y(day) + cell.height / 2 + 4}" text-anchor="end">${name}</text>`,
  );
  const hourNames = Array.from({ length: 9 }, (_, i) => 3 * i).map(
    (hour) =>
      `<text x="${x(hour) - cell.gap / 2}" y="${margin.top - 8}" text-anchor="middle">${two(hour)}</text>`,
  );
  const legendY = y(7) + 14;
  const legend = [0, 0.25, 0.5, 0.75, 1].map((share, i) => {
    const at = margin.left + i * 76;
    return `<rect x="${at}" y="${legendY}" width="14" height="14" rx="2" fill="${colour(share)}"/><text x="${at + 20}" y="${legendY + 12}">${share * 100} %</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}" font-family="system-ui, sans-serif" font-size="12" fill="#333">
<rect width="${width}" height="${height}" fill="#fff"/>
<text x="${margin.left}" y="20" font-size="14" font-weight="600">${escaped(title)}</text>
${[...hourNames, ...dayNames, ...rows, ...legend].join('\n')}
</svg>
`;
}

/** From the grey of nothing to a dark blue, light enough between that neighbours differ. */
function colour(share: number): string {
  if (share === 0) return '#eceff1';
  const mix = (from: number, to: number) => Math.round(from + (to - from) * share);
  return `rgb(${mix(196, 13)}, ${mix(222, 71)}, ${mix(244, 161)})`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
