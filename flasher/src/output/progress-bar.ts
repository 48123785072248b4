import { formatBytes, formatDuration, formatRate } from './quantities.ts';
import type { ProgressEvent } from './event.ts';

const barCellsMax = 30;

/**
 * One line that fits `columns`, such as `[#########-----]  62 %  81.3 kB  7.9 kB/s  8 s left  97 %
 * of the line`.
 */
export function progressLine(progress: ProgressEvent, columns: number): string {
  const share = progress.totalBytes === 0 ? 1 : progress.doneBytes / progress.totalBytes;
  const facts = [
    `${Math.floor(100 * share)
      .toString()
      .padStart(3)} %`,
    formatBytes(progress.doneBytes),
    progress.bytesPerS === null ? '' : formatRate(progress.bytesPerS),
    progress.leftS === null ? '' : `${formatDuration(progress.leftS)} left`,
    progress.linkPercent === null ? '' : `${Math.round(progress.linkPercent)} % of the line`,
  ].filter((fact) => fact !== '');
  const text = facts.join('  ');
  const cells = Math.min(barCellsMax, columns - text.length - 6);
  if (cells < 5) return `  ${text}`.slice(0, Math.max(0, columns - 1));
  const full = Math.round(cells * share);
  return `  [${'#'.repeat(full)}${'-'.repeat(cells - full)}] ${text}`;
}
