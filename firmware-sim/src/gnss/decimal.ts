/**
 * A parsed number, when its field really held one and it lies in the range. `parseFloat`, which
 * `nmea-simple` uses, takes `12abc` for 12.
 */
export function readDecimal(
  field: string | undefined,
  parsed: number,
  range: { readonly min: number; readonly max: number },
): number | undefined {
  if (field === undefined || !/^-?\d+(?:\.\d*)?$/u.test(field)) return undefined;
  return parsed >= range.min && parsed <= range.max ? parsed : undefined;
}
