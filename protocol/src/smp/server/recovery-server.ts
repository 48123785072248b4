import { concatBytes } from '../../bytes.ts';
import { encodeCbor, type CborValue } from '../../cbor.ts';
import type { CborMessage } from '../../schema/cbor-message.ts';
import { messageBytesMaxOf } from '../framing/console-frame.ts';
import { ImageSlotInfo } from '../groups/slot-info.ts';
import { SmpGroup, SmpHeader, SmpOp } from '../header.ts';
import {
  ImageErase,
  ImageState,
  ImageUpload,
  type ImageUploadRequest,
} from '../groups/image-group.ts';
import { McumgrError } from '../errors/mcumgr-errors.ts';
import { Echo, Params, Reset } from '../groups/os-group.ts';

/** Where recovery writes an image. */
export interface RecoverySlot {
  readonly sizeBytes: number;
  read(at: number, length: number): Uint8Array;
  /** The code of the refusal when it cannot be written to now. */
  erase(): McumgrError | undefined;
  write(at: number, bytes: Uint8Array): void;
}

/** A slot in memory. */
class MemorySlot implements RecoverySlot {
  readonly #bytes: Uint8Array;

  constructor(sizeBytes: number) {
    this.#bytes = new Uint8Array(sizeBytes).fill(0xff);
  }

  get sizeBytes(): number {
    return this.#bytes.length;
  }

  /** The bytes themselves, not a copy. */
  read(at: number, length: number): Uint8Array {
    return this.#bytes.subarray(at, at + length);
  }

  erase(): undefined {
    this.#bytes.fill(0xff);
  }

  write(at: number, bytes: Uint8Array): void {
    this.#bytes.set(bytes, at);
  }
}

export interface RecoveryServerOptions {
  /** Bytes of a slot in memory, or another slot. */
  readonly slotBytes: number | RecoverySlot;
  /** The reassembly buffer; MCUboot's default. */
  readonly bufferBytes?: number;
  /** Flash is written in units of so many bytes; the rest of a piece is asked for again. */
  readonly writeBytes?: number;
  /** Commands that a build may have or not; none of them by default. */
  readonly extras?: readonly ('echo' | 'parameters' | 'slot-info' | 'erase')[];
  /** Boot loaders of 2026 send `rc: 0` only where the answer is empty. */
  readonly sendsCodeAlways?: boolean;
  /** Called before the answer, for each erase of the slot. */
  readonly onErase?: () => void;
}

type Answer = Readonly<Record<string, CborValue>>;

/**
 * A double of MCUboot's serial recovery, with the habits that set it apart from the server of an
 * application: the version bits come back as they were, errors are `{rc}` always, success carries
 * `rc: 0`, `sha` is not looked at, offset 0 erases and starts again, anything is accepted as an
 * image, and what does not fill a flash word is asked for again.
 */
export class RecoveryServer {
  erases = 0;
  resets = 0;
  /** Answers that asked for less than what was sent. */
  shortAnswers = 0;
  readonly #options: RecoveryServerOptions;
  readonly #slot: RecoverySlot;
  readonly #bufferBytes: number;
  readonly #writeBytes: number;
  #off = 0;
  #totalBytes = 0;

  constructor(options: RecoveryServerOptions) {
    this.#options = options;
    this.#bufferBytes = options.bufferBytes ?? 1024;
    this.#writeBytes = options.writeBytes ?? 8;
    const { slotBytes } = options;
    this.#slot = typeof slotBytes === 'number' ? new MemorySlot(slotBytes) : slotBytes;
  }

  get slot(): Uint8Array {
    return this.#slot.read(0, this.#slot.sizeBytes);
  }

  /** The answer to a message; none when it is no message, or longer than the buffer. */
  receiveMessage(bytes: Uint8Array): Uint8Array[] {
    const header = SmpHeader.decode(bytes);
    if (!header.ok || bytes.length > messageBytesMaxOf(this.#bufferBytes)) return [];
    const request = header.value.value;
    const end = SmpHeader.sizeBytes + request.payloadBytes;
    if (end > bytes.length) return [];
    const answer = this.#answer(request, bytes.subarray(SmpHeader.sizeBytes, end));
    const body = encodeCbor(this.#withCode(answer));
    // A map of indefinite length, as boot loaders write them.
    const payload = concatBytes(Uint8Array.of(0xbf), body.subarray(1), Uint8Array.of(0xff));
    const versionAndOp = (request.versionAndOp & ~7) | ((request.versionAndOp & 7) + 1);
    const reply = { ...request, versionAndOp, flags: 0, payloadBytes: payload.length };
    return [concatBytes(SmpHeader.encode(reply), payload)];
  }

  #answer({ group, command, versionAndOp }: SmpHeader, payload: Uint8Array): Answer | number {
    const op = versionAndOp & 7;
    const is = (one: { group: number; id: number; op: number }) =>
      one.group === group && one.id === command && one.op === op;
    if (is(Reset.write)) return this.#reset();
    if (is(ImageState.read)) return this.#list();
    if (is(ImageUpload.write)) return decoded(ImageUpload.write.request, payload, this.#upload);
    if (group === SmpGroup.os && op <= SmpOp.write) return this.#osExtra(command, payload);
    if (is(ImageErase.write) && this.#has('erase')) return this.#erase();
    if (is(ImageSlotInfo.read) && this.#has('slot-info')) {
      return { images: [{ image: 0, slots: [{ slot: 0, size: this.#slot.sizeBytes }] }] };
    }
    return McumgrError.notSupported;
  }

  #withCode(answer: Answer | number): Answer {
    if (typeof answer === 'number') return { rc: answer };
    const isEmpty = Object.keys(answer).length === 0;
    return isEmpty || this.#options.sendsCodeAlways !== false ? { ...answer, rc: 0 } : answer;
  }

  #osExtra(command: number, payload: Uint8Array): Answer | number {
    if (command === Echo.write.id && this.#has('echo')) {
      return decoded(Echo.write.request, payload, ({ d }) => ({ r: d }));
    }
    // One buffer: a second request that is under way is lost.
    const parameters = { buf_size: this.#bufferBytes, buf_count: 1 };
    const knows = command === Params.read.id && this.#has('parameters');
    return knows ? parameters : McumgrError.notSupported;
  }

  #has(extra: 'echo' | 'parameters' | 'slot-info' | 'erase'): boolean {
    return this.#options.extras?.includes(extra) === true;
  }

  #reset(): Answer {
    this.resets += 1;
    return {};
  }

  /** It reads the version out of the header and believes it. */
  #list(): Answer {
    const [major = 0, minor = 0, low = 0, high = 0] = this.#slot.read(20, 4);
    const version = `${major}.${minor}.${low | (high << 8)}`;
    return { images: [{ slot: 0, version }] };
  }

  #erase(): Answer | number {
    const refusal = this.#slot.erase();
    if (refusal !== undefined) return refusal;
    this.erases += 1;
    this.#options.onErase?.();
    return {};
  }

  readonly #upload = ({ off, len, data }: ImageUploadRequest): Answer | number => {
    if (off === undefined || data === undefined) return McumgrError.invalid;
    if (off === 0) {
      if (len === undefined || len > this.#slot.sizeBytes) return McumgrError.invalid;
      const erased = this.#erase();
      if (typeof erased === 'number') return erased;
      this.#off = 0;
      this.#totalBytes = len;
    }
    if (off !== this.#off) return { off: this.#off };
    if (off + data.length > this.#totalBytes) return McumgrError.invalid;
    const isLast = off + data.length === this.#totalBytes;
    const taken = isLast ? data.length : data.length - (data.length % this.#writeBytes);
    if (taken < data.length) this.shortAnswers += 1;
    this.#slot.write(off, data.subarray(0, taken));
    this.#off += taken;
    return { off: this.#off };
  };
}

function decoded<T>(
  message: CborMessage<T>,
  payload: Uint8Array,
  serve: (request: T) => Answer | number,
): Answer | number {
  const request = message.decode(payload);
  return request.ok ? serve(request.value) : McumgrError.invalid;
}
