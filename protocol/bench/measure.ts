import { isDeepStrictEqual } from 'node:util';

import { DataError } from '../src/errors.ts';
import type { Peer, PlainFix } from './peers/peer.ts';

export interface Measured {
  readonly bytesPerFix: number;
  readonly encodeNs: number;
  readonly decodeNs: number;
}

export const rounds = 15;
/** Enough to be timed, and few enough for a quick table. */
const timedFixesMax = 3000;

/**
 * Bytes over all batches; time per fix of the fastest of several rounds, because other work on the
 * machine only ever adds. A peer that holds state is made anew for every round.
 */
export function measure(makePeer: () => Peer, batches: readonly (readonly PlainFix[])[]): Measured {
  const size = batches[0]?.length ?? 1;
  const timed = batches.slice(0, Math.max(1, Math.ceil(timedFixesMax / size)));
  const fixes = timed.length * size;
  let [encodeNs, decodeNs] = [Infinity, Infinity];
  for (let round = 0; round < rounds; round += 1) {
    const peer = makePeer();
    const startedMs = performance.now();
    const messages = timed.map((batch) => peer.encode(batch));
    const encodedMs = performance.now();
    const read = messages.map((bytes) => peer.decode(bytes));
    const decodedMs = performance.now();
    if (round === 0) requireSame(peer, timed, read);
    encodeNs = Math.min(encodeNs, ((encodedMs - startedMs) * 1e6) / fixes);
    decodeNs = Math.min(decodeNs, ((decodedMs - encodedMs) * 1e6) / fixes);
  }
  const peer = makePeer();
  const bytes = batches.reduce((sum, batch) => sum + peer.encode(batch).length, 0);
  return { bytesPerFix: bytes / (batches.length * size), encodeNs, decodeNs };
}

function requireSame(
  peer: Peer,
  batches: readonly (readonly PlainFix[])[],
  read: readonly (readonly PlainFix[])[],
): void {
  const differs = batches.findIndex((batch, i) => {
    const expected = batch.map((fix) => (peer.timeless === true ? { ...fix, timeS: 0 } : fix));
    const found = (read[i] ?? []).map(({ timeS, latitudeE5, longitudeE5 }) => {
      return { timeS, latitudeE5, longitudeE5 };
    });
    return !isDeepStrictEqual(found, expected);
  });
  if (differs < 0) return;
  throw new DataError({
    code: 'BENCH_DIFFERS',
    expected: `the fixes that went into ${peer.name}`,
    came: `batch ${differs} came back otherwise`,
    next: 'correct the codec; what loses fixes must not be compared',
  });
}
