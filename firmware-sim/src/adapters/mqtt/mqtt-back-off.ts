export interface BackOff {
  readonly firstMs: number;
  readonly lastMs: number;
}

/**
 * How long to wait before attempt `attempt` (1 is the first repetition): doubling, bounded, and
 * spread over the upper half of each step so that a fleet does not return as one wave.
 *
 * The spread comes from the client id instead of dice: it differs between devices, which is all
 * that is needed, and a run can be repeated.
 */
export function backOffMs(attempt: number, clientId: string, backOff: BackOff): number {
  const step = Math.min(backOff.lastMs, backOff.firstMs * 2 ** Math.min(attempt - 1, 30));
  return Math.round(step / 2 + (step / 2) * spreadOf(`${clientId}#${attempt}`));
}

/** FNV-1a, as a fraction of one. */
function spreadOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  }
  return hash / 0xffffffff;
}
