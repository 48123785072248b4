import {
  ChunkReceiver,
  compareVersions,
  equalBytes,
  groupFailure,
  ImageError,
  ImageHeader,
  imageHeaderBytesMin,
  SmpGroup,
  type ChunkVerdict,
  type ImageUploadRequest,
  type ImageUploadResponse,
  type SmpFailure,
} from '@feierabend/protocol';
import { sha256 } from '@noble/hashes/sha2.js';

import type { ImageSlots } from '../boot/image-slots.ts';
import type { Flash } from '../ports.ts';

const shaBytes = 32;
const noData = new Uint8Array();

type Refused = Extract<ChunkVerdict, { kind: 'refuse' }>['reason'];
const refusals: Readonly<Record<Refused, ImageError>> = {
  'length-missing': ImageError.lengthMissing,
  'too-large': ImageError.tooLarge,
  overrun: ImageError.dataOverrun,
};

interface Announced {
  readonly lengthBytes: number;
  readonly sha: Uint8Array | undefined;
}

/**
 * The device half of an upload, as the Zephyr server with its image check does it: a wrong offset is no error but answered
 * with the wanted one, the same `sha` at offset 0 resumes, and nothing is believed of the image but its header.
 */
export class ImageUploadDesk {
  readonly #slots: ImageSlots;
  readonly #flash: Flash;
  readonly #chunks: ChunkReceiver;
  #announced: Announced | undefined;

  constructor(slots: ImageSlots, flash: Flash) {
    this.#slots = slots;
    this.#flash = flash;
    this.#chunks = new ChunkReceiver({ bytesMax: slots.secondArea.sizeBytes });
  }

  /** The slot was erased, or is about to be. */
  forget(): void {
    this.#chunks.reset();
    this.#announced = undefined;
  }

  chunk(request: ImageUploadRequest): ImageUploadResponse | SmpFailure {
    const { off, data = noData, len, sha } = request;
    if (off === undefined) return refusal(ImageError.offsetMissing);
    if (off === 0) {
      const answer = this.#begin(request);
      if (answer !== undefined) return answer;
    }
    const verdict = this.#chunks.accept({ off, data, len, sha });
    if (verdict.kind === 'refuse') return refusal(refusals[verdict.reason]);
    if (verdict.kind === 'store') {
      if (verdict.starts) {
        this.#slots.eraseSecond();
        this.#announced = { lengthBytes: len ?? 0, sha };
      }
      this.#flash.program(this.#slots.secondArea.at + verdict.at, verdict.data);
    }
    return verdict.isDone ? this.#wholeAnswer(verdict.off) : { off: verdict.off };
  }

  /** The answer when the upload cannot start, or needs not; undefined when the pieces decide. */
  #begin(request: ImageUploadRequest): ImageUploadResponse | SmpFailure | undefined {
    const { image = 0, len, sha, data = noData, upgrade = false } = request;
    if (image !== 0) return refusal(ImageError.noFreeSlot);
    if (data.length < imageHeaderBytesMin) return refusal(ImageError.imageHeader);
    if (len === undefined) return refusal(ImageError.lengthMissing);
    const header = ImageHeader.decode(data);
    if (!header.ok) return refusal(ImageError.imageMagic);
    if (sha !== undefined && sha.length !== shaBytes) return refusal(ImageError.invalidHash);
    if (len > this.#slots.secondArea.sizeBytes) return refusal(ImageError.tooLarge);
    if (this.#isStored(len, sha)) return { off: len, match: true };
    if (!this.#slots.secondFree) return refusal(ImageError.noFreeSlot);
    const running = this.#slots.running();
    const isNewer =
      running === undefined || compareVersions(header.value.value.version, running.version) > 0;
    return upgrade && !isNewer ? refusal(ImageError.currentIsNewer) : undefined;
  }

  /** A file that is not the announced one is forgotten, so that it can be sent again. */
  #wholeAnswer(off: number): ImageUploadResponse {
    const announced = this.#announced;
    if (announced?.sha === undefined) return { off };
    const match = this.#isStored(announced.lengthBytes, announced.sha);
    if (!match) this.forget();
    return { off, match };
  }

  /** Whether this very file lies whole in the slot. */
  #isStored(lengthBytes: number, sha: Uint8Array | undefined): boolean {
    const { at } = this.#slots.secondArea;
    return sha !== undefined && equalBytes(sha256(this.#flash.read(at, lengthBytes)), sha);
  }
}

function refusal(rc: ImageError): SmpFailure {
  return groupFailure(SmpGroup.image, rc);
}
