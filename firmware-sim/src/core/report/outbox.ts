import { cryptoEngine, equalBytes, struct, bytes, rest, u32, u8 } from '@feierabend/protocol';

import { FlashLog } from '../storage/flash-log.ts';
import { flashMap } from '../storage/flash-map.ts';
import { captureCauses, type CaptureCause } from '../modes/mode.ts';
import type { DeviceChannel, Flash } from '../ports.ts';

/** What lies in flash beside a sealed frame, authenticated by the device's storage key; none of it goes on the wire. */
const StoredFrame = struct('StoredFrame', 'little', {
  channel: u8('index into the list of channels'),
  positions: u8(
    '0 without positions, else what allowed them: 1 policy, 2 call for help, 3 break-glass',
  ),
  fromS: u32('first second the frame speaks of, since 1970; 0 when it speaks of none'),
  untilS: u32('last second the frame speaks of'),
  policyDigest: bytes(8, 'first bytes of the digest of the policy it was taken under'),
  tag: bytes(16, 'HMAC-SHA256 under the storage key over the fields above and the frame, cut'),
  frame: rest('the frame as it goes on the wire'),
});

export interface OutboxEntry {
  readonly channel: DeviceChannel;
  /** Present when the frame holds positions: the gate is asked once more before it is sent. */
  readonly positions: boolean;
  /** What allowed the positions; the policy when not given. */
  readonly cause?: CaptureCause;
  readonly fromS: number;
  readonly untilS: number;
  readonly policyDigest: Uint8Array;
  readonly frame: Uint8Array;
}

const channels = ['report', 'event', 'journal'] as const satisfies readonly DeviceChannel[];

/**
 * Sealed frames waiting for the network, in flash. A frame stays until the peer acknowledged it.
 *
 * **Invariant:** holds ciphertext only; nothing in this file can open a frame.
 */
export class Outbox {
  readonly #log: FlashLog;
  readonly #storageKey: Uint8Array;

  constructor(flash: Flash, storageKey: Uint8Array) {
    this.#log = new FlashLog(flash, flashMap.outbox);
    this.#storageKey = storageKey;
  }

  get size(): number {
    return this.#log.size;
  }

  /** Sequence numbers, oldest first. */
  waiting(): number[] {
    return this.#log.sequences();
  }

  /** False when the area is full: nothing was stored. */
  store(entry: OutboxEntry): boolean {
    const channel = channels.findIndex((name) => name === entry.channel);
    const fields = {
      channel,
      positions: entry.positions ? 1 + captureCauses.indexOf(entry.cause ?? 'policy') : 0,
      fromS: entry.fromS,
      untilS: entry.untilS,
      policyDigest: entry.policyDigest.slice(0, 8),
      tag: new Uint8Array(16),
      frame: entry.frame,
    };
    const tag = this.#tag(StoredFrame.encode(fields));
    return this.#log.append(StoredFrame.encode({ ...fields, tag })) !== undefined;
  }

  /** The entry, or undefined when it is gone, damaged or not authentic. */
  read(sequence: number): OutboxEntry | undefined {
    const stored = this.#log.read(sequence);
    const decoded = stored === undefined ? undefined : StoredFrame.decode(stored);
    if (decoded?.ok !== true) return undefined;
    const { tag, channel, positions, ...entry } = decoded.value.value;
    const unsigned = StoredFrame.encode({ ...decoded.value.value, tag: new Uint8Array(16) });
    const name = channels[channel];
    if (name === undefined || !equalBytes(tag, this.#tag(unsigned))) return undefined;
    const cause = captureCauses[positions - 1];
    if (positions > 0 && cause === undefined) return undefined;
    const same = { ...entry, channel: name, positions: positions > 0 };
    return cause === undefined || cause === 'policy' ? same : { ...same, cause };
  }

  /** See {@link FlashLog.scrub}. */
  scrub(): boolean {
    return this.#log.scrub();
  }

  free(sequence: number): void {
    this.#log.free(sequence);
  }

  #tag(unsigned: Uint8Array): Uint8Array {
    return cryptoEngine().hmacSha256(this.#storageKey, unsigned).slice(0, 16);
  }
}
