/** `08:05` in that zone. */
export function clockText(atS: number, timeZone: string): string {
  const { hour, minute } = localParts(atS, timeZone);
  return `${pad(hour)}:${pad(minute)}`;
}

/** `Monday, 23 November 2026` in that zone. */
export function dateText(atS: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  })
    .format(atS * 1000)
    .replace(/^(\p{L}+) /u, '$1, ');
}

/** `2026-11-23` in that zone. */
export function isoDateText(atS: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
  }).formatToParts(atS * 1000);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

export interface TimeMark {
  readonly atS: number;
  /** `08:00` */
  readonly text: string;
}

export interface MarkOptions {
  readonly fromS: number;
  readonly untilS: number;
  readonly timeZone: string;
  /** Distance of the marks on the wall clock; divides 1440. */
  readonly everyMin: number;
}

/**
 * Instants in the span at which the wall clock shows a multiple of `everyMin`. Zones may be off by
 * quarters of an hour, so every minute-grid instant is asked instead of computed from one offset.
 */
export function timeMarks({ fromS, untilS, timeZone, everyMin }: MarkOptions): TimeMark[] {
  const marks: TimeMark[] = [];
  const gridS = Math.min(everyMin, 15) * 60;
  for (let atS = Math.ceil(fromS / gridS) * gridS; atS <= untilS; atS += gridS) {
    const { hour, minute } = localParts(atS, timeZone);
    if ((hour * 60 + minute) % everyMin !== 0) continue;
    marks.push({ atS, text: `${pad(hour)}:${pad(minute)}` });
  }
  return marks;
}

/** Over so many days the hour says little; midnights are marked, by date. */
export function isManyDays({ fromS, untilS }: { fromS: number; untilS: number }): boolean {
  return untilS - fromS > 2 * 86_400;
}

/** At most `marksMax` midnights, evenly spaced, as `23 Nov`. */
export function dayMarks(
  span: Pick<MarkOptions, 'fromS' | 'untilS' | 'timeZone'>,
  marksMax: number,
): TimeMark[] {
  const { timeZone } = span;
  const date = new Intl.DateTimeFormat('en-GB', { timeZone, day: 'numeric', month: 'short' });
  const midnights = timeMarks({ ...span, everyMin: 1440 });
  const step = Math.ceil(midnights.length / Math.max(1, marksMax));
  return midnights
    .filter((_, index) => index % step === 0)
    .map((mark) => ({ ...mark, text: date.format(mark.atS * 1000) }));
}

const formats = new Map<string, Intl.DateTimeFormat>();

function localParts(atS: number, timeZone: string): { hour: number; minute: number } {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    formats.set(timeZone, format);
  }
  const parts = format.formatToParts(atS * 1000);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value ?? 0);
  return { hour: part('hour'), minute: part('minute') };
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
