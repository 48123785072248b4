import type { SendGate, SendVerdict } from '../gates/send-gate.ts';
import type { Outbox, OutgoingFrame } from './outbox.ts';
import { countFrames, type FrameCount } from './frame-count.ts';
import { channelOf, type FrameFacts } from './stored-frame.ts';
import type { Link } from '../ports.ts';

/** Frames on their way at once. */
const inFlightMax = 8;

/** Why a stored frame is deleted instead of sent. */
export type DeletionReason = Exclude<SendVerdict, 'send' | 'wait'> | 'damaged';

export interface UplinkParts {
  readonly link: Link;
  readonly outbox: Outbox;
  readonly gate: SendGate;
  readonly deleted: (reason: DeletionReason, count: FrameCount) => void;
  /** The peer has taken responsibility for the entry, which is still stored. */
  readonly acknowledged: (entry: FrameFacts) => void;
  readonly ram?: UplinkRam | undefined;
}

/** With nothing on its way. */
export interface UplinkRam {
  readonly connected: boolean;
}

/**
 * Sends what waits in the outbox, oldest first, and frees it when the peer has acknowledged it.
 *
 * **Invariant:** nothing is handed to the link without the word of the {@link SendGate}; what it refuses for good is deleted
 * and the deletion noted.
 */
export class Uplink {
  readonly #parts: UplinkParts;
  /** By sequence number, without the frames, which the link has. */
  readonly #inFlight = new Map<number, FrameFacts>();
  #connected: boolean;
  #isPumping = false;

  constructor(parts: UplinkParts) {
    this.#parts = parts;
    this.#connected = parts.ram?.connected ?? false;
  }

  /** Undefined while frames are on their way. */
  get ram(): UplinkRam | undefined {
    return this.#inFlight.size > 0 ? undefined : { connected: this.#connected };
  }

  connected(): void {
    this.#connected = true;
    this.rejudge();
    this.pump();
  }

  /** What is in flight stays so: the link keeps it, and sends again what passes the gate when it is connected. */
  disconnected(): void {
    this.#connected = false;
  }

  published(id: number): void {
    const entry = this.#inFlight.get(id);
    if (entry === undefined) return;
    this.#inFlight.delete(id);
    this.#parts.acknowledged(entry);
    this.#parts.outbox.free(id);
    this.pump();
  }

  /**
   * Asks the gate once more about what the link was given and what waits, since policy, clock or date are not what they were.
   * What does not pass is withdrawn; it is deleted or waits like any other frame. What was already written may arrive once.
   */
  rejudge(): void {
    this.#recall();
    this.#judge(this.#parts.outbox.waiting());
  }

  /** Hands over what may be sent, as far as there is room on the way. */
  pump(): void {
    // An acknowledgement may come while a frame is handed over: the round that is under way goes on.
    if (!this.#connected || this.#isPumping || this.#inFlight.size >= inFlightMax) return;
    // After most acknowledgements nothing waits.
    if (this.#parts.outbox.size === 0) return;
    this.#isPumping = true;
    try {
      this.#judge(this.#parts.outbox.waiting(), (sequence, out) => this.#send(sequence, out));
    } finally {
      this.#isPumping = false;
    }
  }

  /** Deletes what has outlived its retention, with or without a network. Nothing else changes by time alone. */
  sweep(): void {
    this.#recall();
    const { outbox, gate } = this.#parts;
    const { keptFromS } = gate;
    if (keptFromS !== undefined) this.#judge(outbox.agedBefore(keptFromS));
  }

  /** Takes back from the link what may not be sent any more, and what an instruction has erased. */
  #recall(): void {
    const { outbox, link } = this.#parts;
    for (const [sequence, facts] of this.#inFlight) {
      if (outbox.has(sequence) && this.#verdict(facts) === 'send') continue;
      link.withdraw(sequence);
      this.#inFlight.delete(sequence);
    }
  }

  /** True when there is room for another one. */
  #send(sequence: number, { facts, frame }: OutgoingFrame): boolean {
    const { link, gate } = this.#parts;
    this.#inFlight.set(sequence, facts);
    const expiryS = gate.retentionLeftS(facts);
    const channel = channelOf(facts);
    const isTaken = link.publish({ id: sequence, channel, payload: frame, expiryS });
    if (!isTaken) this.#inFlight.delete(sequence);
    return isTaken && this.#inFlight.size < inFlightMax;
  }

  /** The word of the gate; but a key stays as long as something waits that it opens. */
  #verdict(facts: FrameFacts): SendVerdict {
    const { gate, outbox } = this.#parts;
    const verdict = gate.judge(facts);
    const isKey = verdict === 'retention' && facts.kind === 'session';
    return isKey && outbox.isSealing(facts.session) ? 'send' : verdict;
  }

  /** Deletes what may not be sent, and gives the rest to `send`, if there is one, until that says that it has had enough. */
  #judge(
    sequences: readonly number[],
    send?: (sequence: number, out: OutgoingFrame) => boolean,
  ): void {
    const { outbox, deleted } = this.#parts;
    const deletions = new Map<DeletionReason, (FrameFacts | undefined)[]>();
    for (const sequence of sequences) {
      if (this.#inFlight.has(sequence)) continue;
      const facts = outbox.facts(sequence);
      let verdict: SendVerdict | 'damaged' = facts === undefined ? 'damaged' : this.#verdict(facts);
      if (verdict === 'send') {
        if (send === undefined) continue;
        const out = outbox.outgoing(sequence);
        // Where it comes out of flash, what flash says of it now is what counts.
        if (out === undefined) verdict = 'damaged';
        else if (out.facts !== facts) verdict = this.#verdict(out.facts);
        if (out !== undefined && verdict === 'send') {
          if (send(sequence, out)) continue;
          break;
        }
      }
      if (verdict === 'wait' || verdict === 'send') continue;
      outbox.free(sequence);
      const gone = deletions.get(verdict) ?? [];
      gone.push(facts);
      deletions.set(verdict, gone);
    }
    for (const [reason, gone] of deletions) deleted(reason, countFrames(gone));
  }
}
