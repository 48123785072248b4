import {
  bytes,
  cryptoEngine,
  equalBytes,
  frameKinds,
  rest,
  sessionTagOf,
  struct,
  u32,
  u8,
} from '@feierabend/protocol';

import { shortDigestBytes } from '../gates/earlier-policy.ts';
import { captureCauses, type CaptureCause } from '../modes/mode.ts';
import type { DeviceChannel } from '../ports.ts';

/** What lies in flash beside a sealed frame, authenticated by the device's storage key; none of it goes on the wire. */
const StoredFrame = struct('StoredFrame', 'little', {
  kind: u8('index into the list of kinds'),
  positions: u8(
    '0 without positions, else what allowed them: 1 policy, 2 call for help, 3 break-glass',
  ),
  fromS: u32('first second the frame speaks of, since 1970; 0 when it speaks of none'),
  untilS: u32('last second the frame speaks of, or of what its key may seal'),
  coversFrom: u32('first staged record the frame replaces, or first journal entry it holds'),
  coversUntil: u32('the one behind the last of them; 0 when there are none'),
  policyDigest: bytes(
    shortDigestBytes,
    'first bytes of the digest of the policy it was taken under',
  ),
  tag: bytes(16, 'HMAC-SHA256 over the whole entry, with zeros in this place, cut'),
  frame: rest('the frame as it goes on the wire'),
});

const tagAt = 26;
const tagBytes = 16;
/** What a frame takes in flash. */
export function storedBytes(frameBytes: number): number {
  return tagAt + tagBytes + frameBytes;
}

const noTag = new Uint8Array(tagBytes);

/** What a stored frame is; the order is part of the stored format. A `session` opens all the others sealed under it. */
const storedKinds = ['session', 'records', 'event', 'correction', 'journal', 'receipt'] as const;
export type StoredKind = (typeof storedKinds)[number];

const channelsByKind: Readonly<Record<StoredKind, DeviceChannel>> = {
  session: 'report',
  records: 'report',
  event: 'event',
  correction: 'event',
  journal: 'journal',
  receipt: 'journal',
};

export function channelOf({ kind }: Pick<FrameEntry, 'kind'>): DeviceChannel {
  return channelsByKind[kind];
}

/** Numbers of staged records, or of journal entries, that a frame stands for. */
export interface Covered {
  readonly from: number;
  /** The one behind the last. */
  readonly until: number;
}

export interface FrameEntry {
  readonly kind: StoredKind;
  /** Present when the frame holds positions: the gate is asked once more before it is sent. */
  readonly positions: boolean;
  /** What allowed the positions; the policy when not given. */
  readonly cause?: CaptureCause | undefined;
  readonly fromS: number;
  readonly untilS: number;
  readonly policyDigest: Uint8Array;
  readonly covers?: Covered | undefined;
  readonly frame: Uint8Array;
}

/** All but the ciphertext. */
export interface FrameFacts extends Omit<FrameEntry, 'frame'> {
  /** Tells the session whose key opens the frame, or that the frame brings. */
  readonly session: number;
  /** It has no number among the frames of its session: a power cut had left it. */
  readonly isStaged: boolean;
}

export function factsOf(entry: FrameEntry, policyDigest = entry.policyDigest): FrameFacts {
  const { kind, positions, cause, fromS, untilS, covers, frame } = entry;
  const session = sessionTagOf(frame);
  const isStaged = frame[0] === frameKinds.staged;
  return { kind, positions, cause, fromS, untilS, policyDigest, covers, session, isStaged };
}

/**
 * From which second on the retention of a frame counts: the first of its positions, else the last it speaks of; of a session,
 * the last in which it may seal. Undefined for what reports nothing about anybody's day and stays until it is sent: the journal,
 * its receipts, and corrections.
 */
export function retainedFromS({ kind, positions, fromS, untilS }: FrameFacts): number | undefined {
  if (kind === 'session' || kind === 'records' || kind === 'event') {
    return positions ? fromS : untilS;
  }
  return undefined;
}

/** Frames as they lie in flash: written and read under the device's storage key. */
export class FrameCodec {
  readonly #storageKey: Uint8Array;
  #mac: ((message: Uint8Array) => Uint8Array) | undefined;

  constructor(storageKey: Uint8Array) {
    this.#storageKey = storageKey;
  }

  encode(entry: FrameEntry): Uint8Array {
    const { covers } = entry;
    const stored = StoredFrame.encode({
      kind: storedKinds.indexOf(entry.kind),
      positions: entry.positions ? 1 + captureCauses.indexOf(entry.cause ?? 'policy') : 0,
      fromS: entry.fromS,
      untilS: entry.untilS,
      coversFrom: covers?.from ?? 0,
      coversUntil: covers?.until ?? 0,
      policyDigest: entry.policyDigest.subarray(0, shortDigestBytes),
      tag: noTag,
      frame: entry.frame,
    });
    stored.set(this.#tag(stored), tagAt);
    return stored;
  }

  /** The entry, or undefined when it is damaged or not authentic. */
  decode(stored: Uint8Array): FrameEntry | undefined {
    const decoded = StoredFrame.decode(stored);
    if (!decoded.ok) return undefined;
    const { tag, kind, positions, coversFrom, coversUntil } = decoded.value.value;
    const { fromS, untilS, policyDigest, frame } = decoded.value.value;
    const name = storedKinds[kind];
    const unsigned = stored.slice();
    unsigned.fill(0, tagAt, tagAt + tagBytes);
    if (name === undefined || !equalBytes(tag, this.#tag(unsigned))) return undefined;
    const cause = captureCauses[positions - 1];
    if (positions > 0 && (cause === undefined || name !== 'records')) return undefined;
    return {
      fromS,
      untilS,
      policyDigest,
      frame,
      kind: name,
      positions: positions > 0,
      cause: cause === 'policy' ? undefined : cause,
      covers: coversUntil === 0 ? undefined : { from: coversFrom, until: coversUntil },
    };
  }

  #tag(unsigned: Uint8Array): Uint8Array {
    this.#mac ??= cryptoEngine().hmacSha256Key(frameKeyOf(this.#storageKey));
    return this.#mac(unsigned).subarray(0, tagBytes);
  }
}

/** A key for this one use: the storage key authenticates other things by HMAC. */
function frameKeyOf(storageKey: Uint8Array): Uint8Array {
  return cryptoEngine().hmacSha256Key(storageKey)(new TextEncoder().encode('stored frame'));
}
