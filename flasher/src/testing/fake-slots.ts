import {
  ChunkReceiver,
  compareVersions,
  equalBytes,
  formatVersion,
  groupFailure,
  handleCommand,
  ImageErase,
  ImageError,
  ImageState,
  ImageUpload,
  McumgrError,
  protocolFailure,
  readImage,
  SmpGroup,
  type ImageSlotState,
  type SmpHandler,
} from '@feierabend/protocol';

interface Slot {
  readonly bytes: Uint8Array;
  confirmed: boolean;
  pending: boolean;
}

const imageBytesMax = 1_000_000;

/**
 * In the images of the tests this is inside the value of the SHA-256 TLV: key hash and signature
 * follow it.
 */
const hashFromEnd = 120;

/** Two slots with test, confirm and revert, as MCUboot keeps them. */
export class FakeSlots {
  /** What the boot loader does with a pending image. */
  onBoot: 'swap' | 'revert' | 'highest' = 'swap';
  /** Says which slots boot, and that the idle one does not. */
  refusesIdle = false;
  /** Answers "confirmed" and forgets it. */
  forgetsConfirm = false;
  /** Answers an erase and does not do it. */
  forgetsErase = false;
  /** Flips one bit of the hash of whatever is uploaded, and notices it or not. */
  corruptsUpload: 'no' | 'unseen' | 'seen' = 'no';
  /** Payload bytes that were stored. */
  uploadedBytes = 0;
  private running: Slot;
  private idle: Slot | undefined;
  private incoming = new Uint8Array();
  private readonly receiver = new ChunkReceiver({ bytesMax: imageBytesMax });

  constructor(runningImage: Uint8Array) {
    this.running = { bytes: runningImage, confirmed: true, pending: false };
  }

  get states(): ImageSlotState[] {
    return [
      {
        ...describe(this.running, 0),
        active: true,
        ...(this.refusesIdle ? { bootable: true } : {}),
      },
      ...(this.idle === undefined ? [] : [describe(this.idle, 1)]),
    ];
  }

  /** What a reset does to the slots. */
  boot(): void {
    const candidate = this.idle;
    // An upload that was under way is forgotten.
    this.receiver.reset();
    if (this.onBoot === 'highest') {
      this.swapIfHigher();
    } else if (candidate?.pending === true) {
      candidate.pending = false;
      if (this.onBoot === 'revert') return;
      this.idle = this.running;
      this.running = candidate;
    } else if (!this.running.confirmed && candidate !== undefined) {
      this.idle = this.running;
      this.running = candidate;
    }
  }

  private swapIfHigher(): void {
    const { running, idle } = this;
    if (idle === undefined) return;
    const [ours, theirs] = [readImage(idle.bytes), readImage(running.bytes)];
    if (!ours.ok || !theirs.ok || compareVersions(ours.value.version, theirs.value.version) <= 0) {
      return;
    }
    this.idle = running;
    this.running = { ...idle, confirmed: true };
  }

  /** What a signed confirmation does. */
  confirmRunning(): void {
    this.running.confirmed = true;
  }

  /** What serial recovery does: the slot that runs holds another image, for good. */
  replaceRunning(bytes: Uint8Array): void {
    this.running = { bytes, confirmed: true, pending: false };
  }

  store(bytes: Uint8Array): void {
    this.idle = { bytes, confirmed: false, pending: false };
  }

  markStored(): void {
    if (this.idle !== undefined) this.idle.pending = true;
  }

  get handlers(): SmpHandler[] {
    return [
      handleCommand(ImageState.read, () => ({ images: this.states })),
      handleCommand(ImageState.write, ({ hash, confirm }) => {
        if (this.onBoot === 'highest') return protocolFailure(McumgrError.notSupported);
        const slot = hash === undefined ? this.running : this.find(hash);
        if (slot === undefined) return groupFailure(SmpGroup.image, ImageError.hashNotFound);
        if (slot === this.running) slot.confirmed = confirm === true && !this.forgetsConfirm;
        else slot.pending = true;
        return { images: this.states };
      }),
      handleCommand(ImageErase.write, ({ slot = 1 }) => {
        if (slot !== 1) return groupFailure(SmpGroup.image, ImageError.invalidSlot);
        if (!this.forgetsErase) this.idle = undefined;
        return {};
      }),
      handleCommand(ImageUpload.write, (request) => {
        const { off, data, ...first } = request;
        if (off === undefined || data === undefined) {
          return groupFailure(SmpGroup.image, ImageError.offsetMissing);
        }
        const verdict = this.receiver.accept({ ...first, off, data });
        if (verdict.kind === 'refuse') {
          return groupFailure(SmpGroup.image, ImageError.lengthMissing);
        }
        if (verdict.kind === 'store') {
          if (verdict.starts) this.incoming = new Uint8Array(first.len ?? 0);
          this.incoming.set(verdict.data, verdict.at);
          this.uploadedBytes += verdict.data.length;
          if (verdict.isDone) this.keep();
        }
        const isSeen = verdict.isDone && this.corruptsUpload === 'seen';
        return { off: verdict.off, ...(isSeen ? { match: false } : {}) };
      }),
    ];
  }

  private keep(): void {
    const bytes = this.incoming.slice();
    if (this.corruptsUpload !== 'no') {
      const place = bytes.length - hashFromEnd;
      bytes[place] = (bytes[place] ?? 0) ^ 1;
    }
    this.store(bytes);
  }

  private find(hash: Uint8Array): Slot | undefined {
    return [this.running, this.idle].find(
      (slot) => slot !== undefined && equalBytes(hashOf(slot.bytes), hash),
    );
  }
}

function describe(slot: Slot, number: number): ImageSlotState {
  const image = readImage(slot.bytes);
  return {
    slot: number,
    version: image.ok ? formatVersion(image.value.version) : '0.0.0',
    hash: hashOf(slot.bytes),
    ...(slot.confirmed ? { confirmed: true } : {}),
    ...(slot.pending ? { pending: true } : {}),
  };
}

function hashOf(bytes: Uint8Array): Uint8Array {
  const image = readImage(bytes);
  return image.ok ? image.value.hash : new Uint8Array(32);
}
