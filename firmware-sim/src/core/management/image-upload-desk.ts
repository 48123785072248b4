import {
  compareVersions,
  equalBytes,
  groupFailure,
  ImageError,
  ImageHeader,
  imageHeaderBytesMin,
  SmpGroup,
  type ImageUploadRequest,
  type ImageUploadResponse,
  type SmpFailure,
} from '@feierabend/protocol';
import { sha256 } from '@noble/hashes/sha2.js';

import type { ImageSlots } from '../boot/image-slots.ts';
import type { Flash } from '../ports.ts';

const shaBytes = 32;
const noData = new Uint8Array();

interface Upload {
  readonly lengthBytes: number;
  readonly sha: Uint8Array | undefined;
  storedBytes: number;
}

/**
 * The device half of an upload, as the Zephyr server with its image check does it: a wrong offset is no error but answered
 * with the wanted one, the same `sha` at offset 0 resumes, and nothing is believed of the image but its header.
 *
 * A whole that arrived stays known, so that a repeated last piece gets the last answer again.
 */
export class ImageUploadDesk {
  readonly #slots: ImageSlots;
  readonly #flash: Flash;
  #upload: Upload | undefined;

  constructor(slots: ImageSlots, flash: Flash) {
    this.#slots = slots;
    this.#flash = flash;
  }

  /** The slot was erased, or is about to be. */
  forget(): void {
    this.#upload = undefined;
  }

  chunk(request: ImageUploadRequest): ImageUploadResponse | SmpFailure {
    const { off, data = noData } = request;
    if (off === undefined) return refusal(ImageError.offsetMissing);
    if (off === 0) {
      const answer = this.#begin(request);
      if (answer !== undefined) return answer;
    }
    const upload = this.#upload;
    if (upload === undefined) return { off: 0 };
    if (off !== upload.storedBytes || data.length === 0 || isWhole(upload)) {
      return this.#answer(upload);
    }
    if (off + data.length > upload.lengthBytes) return refusal(ImageError.dataOverrun);
    this.#flash.program(this.#slots.secondArea.at + off, data);
    upload.storedBytes += data.length;
    return this.#answer(upload);
  }

  /** The answer when the upload cannot start, or goes on where it stopped; undefined when it starts anew. */
  #begin(request: ImageUploadRequest): ImageUploadResponse | SmpFailure | undefined {
    const { image = 0, len, sha, data = noData, upgrade = false } = request;
    if (image !== 0) return refusal(ImageError.noFreeSlot);
    if (data.length < imageHeaderBytesMin) return refusal(ImageError.imageHeader);
    if (len === undefined) return refusal(ImageError.lengthMissing);
    const header = ImageHeader.decode(data);
    if (!header.ok) return refusal(ImageError.imageMagic);
    if (sha !== undefined && sha.length !== shaBytes) return refusal(ImageError.invalidHash);
    if (len > this.#slots.secondArea.sizeBytes) return refusal(ImageError.tooLarge);
    if (data.length > len) return refusal(ImageError.dataOverrun);
    const known = this.#known(len, sha);
    if (known !== undefined) return this.#answer(known);
    if (!this.#slots.secondFree) return refusal(ImageError.noFreeSlot);
    const running = this.#slots.running();
    const isNewer =
      running === undefined || compareVersions(header.value.value.version, running.version) > 0;
    if (upgrade && !isNewer) return refusal(ImageError.currentIsNewer);
    this.#slots.eraseSecond();
    this.#upload = { lengthBytes: len, sha, storedBytes: 0 };
    return undefined;
  }

  /** The upload of this very file: the one under way, or one that lies whole in the slot. */
  #known(lengthBytes: number, sha: Uint8Array | undefined): Upload | undefined {
    if (sha === undefined) return undefined;
    const current = this.#upload;
    const isCurrent =
      current?.sha !== undefined &&
      current.lengthBytes === lengthBytes &&
      current.storedBytes > 0 &&
      !isWhole(current) &&
      equalBytes(current.sha, sha);
    if (isCurrent) return current;
    if (!equalBytes(this.#storedSha(lengthBytes), sha)) return undefined;
    this.#upload = { lengthBytes, sha, storedBytes: lengthBytes };
    return this.#upload;
  }

  #answer(upload: Upload): ImageUploadResponse {
    const { lengthBytes, sha, storedBytes: off } = upload;
    if (sha === undefined || !isWhole(upload)) return { off };
    return { off, match: equalBytes(this.#storedSha(lengthBytes), sha) };
  }

  #storedSha(lengthBytes: number): Uint8Array {
    return sha256(this.#flash.read(this.#slots.secondArea.at, lengthBytes));
  }
}

function isWhole({ lengthBytes, storedBytes }: Upload): boolean {
  return storedBytes === lengthBytes;
}

function refusal(rc: ImageError): SmpFailure {
  return groupFailure(SmpGroup.image, rc);
}
