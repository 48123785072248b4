/** A Unix time in seconds, as findings tell it. */
export function timeText(timeS: number): string {
  return new Date(timeS * 1000).toISOString();
}
