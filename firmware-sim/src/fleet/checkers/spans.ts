/** Whether an instant lies in one of the spans (pairs of from and until before which, ascending). */
export function isInSpans(spans: Float64Array, timeS: number): boolean {
  let low = 0;
  let high = spans.length / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[2 * middle + 1] ?? 0) > timeS) high = middle;
    else low = middle + 1;
  }
  return low < spans.length / 2 && timeS >= (spans[2 * low] ?? Number.POSITIVE_INFINITY);
}
