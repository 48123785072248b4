/** `12 345`, grouped by spaces that do not break; whole numbers only. */
export function wholeText(value: number): string {
  return groupedText(String(Math.round(value)));
}

/** The whole numbers of a text as {@link wholeText} has them: `11 747`, `6 160.383 s`. */
export function groupedText(text: string): string {
  return text.replace(/(?<![.\d])\d{4,}/gu, (digits) =>
    digits.replace(/\B(?=(?:\d{3})+$)/gu, '\u00A0'),
  );
}

/** `8 h 12 min`, `12 min`, `45 s`. */
export function durationText(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return rest === 0 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
}

/** `4.1 MB`, `12.0 kB`, `87 bytes`; powers of ten. */
export function byteText(bytes: number): string {
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(1)} MB`;
  if (bytes >= 1e3) return `${(bytes / 1e3).toFixed(1)} kB`;
  return countText(bytes, 'byte');
}

/** `1 fix`, `2 fixes`. */
export function countText(count: number, one: string, many = `${one}s`): string {
  return `${wholeText(count)} ${count === 1 ? one : many}`;
}

/** `62 %` of a share from 0 to 1; the space does not break. */
export function percentText(share: number): string {
  return `${Math.round(share * 100)}\u00A0%`;
}
