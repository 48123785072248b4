import type { SendGate, SendVerdict } from '../gates/send-gate.ts';
import type { Outbox, OutboxEntry } from './outbox.ts';
import type { Link } from '../ports.ts';

/** Frames on their way at once. */
const inFlightMax = 8;

/** Why a stored frame is deleted instead of sent. */
export type DeletionReason = Exclude<SendVerdict, 'send' | 'wait'> | 'damaged';

export interface UplinkParts {
  readonly link: Link;
  readonly outbox: Outbox;
  readonly gate: SendGate;
  readonly deleted: (reason: DeletionReason, frames: number) => void;
  /** The peer has taken responsibility for the entry, which is still stored. */
  readonly acknowledged: (entry: Omit<OutboxEntry, 'frame'>) => void;
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
  readonly #inFlight = new Map<number, Omit<OutboxEntry, 'frame'>>();
  #connected = false;
  #isPumping = false;

  constructor(parts: UplinkParts) {
    this.#parts = parts;
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
   * Asks the gate once more about what the link was given, since policy, clock or date are not what they were. What does not
   * pass is withdrawn; it is deleted or waits like any other frame. What was already written may arrive once.
   */
  rejudge(): void {
    for (const sequence of this.#inFlight.keys()) {
      const entry = this.#parts.outbox.read(sequence);
      if (entry !== undefined && this.#parts.gate.judge(entry) === 'send') continue;
      this.#parts.link.withdraw(sequence);
      this.#inFlight.delete(sequence);
    }
    this.#judge(() => true);
  }

  /** Hands over what may be sent, as far as there is room on the way. */
  pump(): void {
    // An acknowledgement may come while a frame is handed over: the round that is under way goes on.
    if (!this.#connected || this.#isPumping || this.#inFlight.size >= inFlightMax) return;
    this.#isPumping = true;
    try {
      this.#judge((sequence, entry) => {
        const { frame, ...beside } = entry;
        const { channel } = beside;
        this.#inFlight.set(sequence, beside);
        const expiryS = this.#parts.gate.retentionLeftS(entry);
        const expiry = expiryS === undefined ? {} : { expiryS };
        const sent = { id: sequence, channel, payload: frame, ...expiry };
        const isTaken = this.#parts.link.publish(sent);
        if (!isTaken) this.#inFlight.delete(sequence);
        return isTaken && this.#inFlight.size < inFlightMax;
      });
    } finally {
      this.#isPumping = false;
    }
  }

  /** Deletes what may not be kept any longer, with or without a network. */
  sweep(): void {
    this.rejudge();
  }

  /** Looks at every waiting frame until `send` says that it has had enough; deletes what may not be sent. */
  #judge(send: (sequence: number, entry: OutboxEntry) => boolean): void {
    const { outbox, gate, deleted } = this.#parts;
    const deletions = new Map<DeletionReason, number>();
    for (const sequence of outbox.waiting()) {
      if (this.#inFlight.has(sequence)) continue;
      const entry = outbox.read(sequence);
      const verdict = entry === undefined ? 'damaged' : gate.judge(entry);
      if (verdict === 'wait') continue;
      if (entry !== undefined && verdict === 'send') {
        if (send(sequence, entry)) continue;
        break;
      }
      outbox.free(sequence);
      const reason = verdict === 'send' ? 'damaged' : verdict;
      deletions.set(reason, (deletions.get(reason) ?? 0) + 1);
    }
    for (const [reason, frames] of deletions) deleted(reason, frames);
  }
}
