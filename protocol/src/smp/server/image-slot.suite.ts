import { SmpGroup } from '../header.ts';
import { ChunkReceiver } from './chunk-receiver.ts';
import { groupFailure, handleCommand, type SmpHandler } from './handler.ts';
import { ImageError } from '../errors/image-errors.ts';
import { ImageUpload } from '../groups/image-group.ts';

const headerMagic = [0x3d, 0xb8, 0xf3, 0x96];

export interface ImageSlotOptions {
  readonly slotBytes: number;
  /** Forgets a finished upload at once, as Zephyr does without its image check. */
  readonly forgetsWhenDone?: boolean;
}

/** An image slot in memory behind the upload command, with the errors of a real one. */
export class ImageSlot {
  readonly stored: Uint8Array;
  readonly handler: SmpHandler;
  /** Requests whose data could not be used at all. */
  refusedOffsets = 0;
  receiver: ChunkReceiver;

  constructor(options: ImageSlotOptions) {
    const { slotBytes } = options;
    this.stored = new Uint8Array(slotBytes);
    this.receiver = new ChunkReceiver({ bytesMax: slotBytes });
    this.handler = handleCommand(ImageUpload.write, ({ off, len, sha, data }) => {
      const refuse = (rc: ImageError) => groupFailure(SmpGroup.image, rc);
      if (off === undefined) return refuse(ImageError.offsetMissing);
      const bytes = data ?? new Uint8Array();
      if (off === 0) {
        if (len === undefined) return refuse(ImageError.lengthMissing);
        if (bytes.length < 32) return refuse(ImageError.imageHeader);
        if (headerMagic.some((byte, at) => bytes[at] !== byte))
          return refuse(ImageError.imageMagic);
      }
      const verdict = this.receiver.accept({ off, len, sha, data: bytes });
      if (verdict.kind === 'want') {
        this.refusedOffsets += 1;
        return { off: verdict.off };
      }
      if (verdict.kind === 'refuse') return refuse(ImageError.tooLarge);
      this.stored.set(verdict.data, verdict.at);
      if (verdict.isDone && options.forgetsWhenDone === true) this.receiver.reset();
      return { off: verdict.off, ...(verdict.isDone ? { match: true } : {}) };
    });
  }
}

/** A recovery that writes whole flash words only and wants the tail of each piece again. */
export function wordWiseSlot(stored: Uint8Array, wordBytes: number): SmpHandler {
  let at = 0;
  let total = 0;
  return handleCommand(ImageUpload.write, ({ off, len, data }) => {
    if (off === 0) {
      at = 0;
      total = len ?? 0;
    }
    if (off !== at || data === undefined) return { off: at };
    const isLast = at + data.length === total;
    const taken = isLast ? data.length : data.length - (data.length % wordBytes);
    stored.set(data.subarray(0, taken), at);
    at += taken;
    return { off: at };
  });
}

/** Bytes that look like an image: the magic in front, no two regions alike. */
export function imageLike(lengthBytes: number): Uint8Array {
  const image = new Uint8Array(lengthBytes);
  for (let at = 0, word = 1; at < lengthBytes; at += 1) {
    word = (Math.imul(word, 1_664_525) + 1_013_904_223) >>> 0;
    image[at] = word >>> 24;
  }
  image.set(headerMagic);
  return image;
}
