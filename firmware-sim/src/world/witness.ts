import { createHash, type Hash } from 'node:crypto';

import { instantText } from './instant.ts';

export type OutputKind = 'link' | 'journal' | 'log' | 'serial' | 'mode' | 'end';

/** One output of a life: what it was, when, and a digest of it and of everything since the one before. */
export interface WitnessedEvent {
  readonly index: number;
  readonly kind: OutputKind;
  readonly atMs: number;
  /** Channel, line or mode: what a person needs to find the place. */
  readonly label: string;
  readonly digest: string;
}

/** Parts of the output with a digest of their own at the end. */
const parts = ['records', 'flash', 'journal', 'log', 'link', 'serial'] as const;
export type OutputDigests = Readonly<Record<(typeof parts)[number] | 'flashImage', string>>;

const digestDigits = 16;

/**
 * Sees every output of a life and hands on one event for each, chained by digests, so that two lives are the same exactly
 * when their last events are.
 */
export class Witness {
  readonly #event: (event: WitnessedEvent) => void;
  readonly #parts = Object.fromEntries(
    parts.map((part) => [part, createHash('sha256')]),
  ) as unknown as Record<(typeof parts)[number], Hash>;
  #chain = createHash('sha256');
  #events = 0;
  #digests: OutputDigests | undefined;

  constructor(event: (event: WitnessedEvent) => void) {
    this.#event = event;
  }

  /** Undefined until the life is over. */
  get digests(): OutputDigests | undefined {
    return this.#digests;
  }

  output(kind: Exclude<OutputKind, 'end'>, atMs: number, label: string, bytes: Uint8Array): void {
    if (kind !== 'mode') this.#parts[kind].update(bytes);
    this.#chain.update(bytes);
    this.#note(kind, atMs, label);
  }

  /** Cells that were programmed. They count to the next event. */
  flash(at: number, bytes: Uint8Array): void {
    const place = Uint8Array.of(at, at >> 8, at >> 16, at >> 24);
    this.#parts.flash.update(place).update(bytes);
    this.#chain.update(place).update(bytes);
  }

  /** Plaintext that is about to be sealed. It counts to the next event. */
  records(bytes: Uint8Array): void {
    this.#parts.records.update(bytes);
    this.#chain.update(bytes);
  }

  finish(atMs: number, flashImage: Uint8Array): void {
    this.#chain.update(flashImage);
    const digests = parts.map((part) => [part, this.#parts[part].digest('hex')]);
    const image = createHash('sha256').update(flashImage).digest('hex');
    this.#digests = { ...Object.fromEntries(digests), flashImage: image } as OutputDigests;
    this.#note('end', atMs, '');
  }

  #note(kind: OutputKind, atMs: number, label: string): void {
    const digest = this.#chain
      .update(`${kind} ${atMs} ${label}`)
      .digest('hex')
      .slice(0, digestDigits);
    this.#chain = createHash('sha256').update(digest);
    this.#event({ index: this.#events, kind, atMs, label, digest });
    this.#events += 1;
  }
}

/** `event 5213 (link report at 2026-03-02T08:15:00Z)`. */
export function eventText({ index, kind, label, atMs }: WitnessedEvent): string {
  const what = label === '' ? kind : `${kind} ${label}`;
  return `event ${index} (${what} at ${instantText(Math.floor(atMs / 1000))})`;
}
