import { equalBytes } from '@feierabend/protocol';

import { shortDigestBytes } from '../gates/earlier-policy.ts';
import { factsOf, retainedFromS, type FrameEntry, type FrameFacts } from './stored-frame.ts';

const dayS = 86_400;

/**
 * What the waiting frames are, in RAM, as it was when they were stored or found authentic: so that nobody has to read and
 * authenticate a frame to say that it stays. Retention runs out by the day, so what a look at it costs does not grow with
 * what waits.
 */
export class FrameIndex {
  readonly #facts = new Map<number, FrameFacts>();
  /** Sequence numbers by the day from which their retention counts. */
  readonly #byDay = new Map<number, Set<number>>();
  /** How many frames wait that a session's key opens. */
  readonly #sealed = new Map<number, number>();
  /** Frames of one policy share its digest. */
  #digest: Uint8Array = new Uint8Array();

  get(sequence: number): FrameFacts | undefined {
    return this.#facts.get(sequence);
  }

  add(sequence: number, entry: FrameEntry): FrameFacts {
    const digest = entry.policyDigest.subarray(0, shortDigestBytes);
    if (!equalBytes(this.#digest, digest)) this.#digest = digest.slice();
    const facts = factsOf(entry, this.#digest);
    this.#facts.set(sequence, facts);
    this.#count(facts, 1);
    const day = dayOf(facts);
    if (day === undefined) return facts;
    const ofDay = this.#byDay.get(day) ?? new Set();
    this.#byDay.set(day, ofDay.add(sequence));
    return facts;
  }

  remove(sequence: number): void {
    const facts = this.#facts.get(sequence);
    if (facts === undefined) return;
    this.#facts.delete(sequence);
    this.#count(facts, -1);
    const day = dayOf(facts);
    if (day === undefined) return;
    const ofDay = this.#byDay.get(day);
    ofDay?.delete(sequence);
    if (ofDay?.size === 0) this.#byDay.delete(day);
  }

  /** Whether a frame waits that the key of this session opens. */
  isSealing(session: number): boolean {
    return this.#sealed.has(session);
  }

  /** The frames of every day that has begun before `limitS`. */
  agedBefore(limitS: number): number[] {
    const aged: number[] = [];
    for (const [day, ofDay] of this.#byDay) if (day * dayS < limitS) aged.push(...ofDay);
    return aged;
  }

  #count({ kind, session }: FrameFacts, change: number): void {
    if (kind === 'session') return;
    const count = (this.#sealed.get(session) ?? 0) + change;
    if (count > 0) this.#sealed.set(session, count);
    else this.#sealed.delete(session);
  }
}

function dayOf(facts: FrameFacts): number | undefined {
  const fromS = retainedFromS(facts);
  return fromS === undefined ? undefined : Math.floor(fromS / dayS);
}
