import {
  equalBytes,
  imageInMemory,
  toHex,
  UsageError,
  verifyImage,
  type FirmwareImage,
} from '@feierabend/protocol';

import { BootStateCell, factoryState, type BootState } from './boot-state.ts';
import { whole } from '../whole.ts';
import { newestForSure } from './newest-for-sure.ts';
import { flashMap, type FlashArea } from '../storage/flash-map.ts';
import type { Flash } from '../ports.ts';

/** What the boot loader trusts; burnt in with it. */
export interface ImageTrust {
  readonly publicKeys: readonly Uint8Array[];
  readonly boardId: Uint8Array;
}

export interface SlotImage {
  readonly slot: 0 | 1;
  readonly image: FirmwareImage;
  readonly active: boolean;
  /** False for one that the boot loader refuses because its security counter is too low. */
  readonly bootable: boolean;
  readonly confirmed: boolean;
  readonly pending: boolean;
  readonly permanent: boolean;
}

/**
 * What the boot loader did: `swapped` is a new image that stays, `refused` one that was to be started and is unsound,
 * `state-unreadable` is in {@link ImageSlots.isStateKnown}.
 */
export type BootOutcome =
  | 'booted'
  | 'test-booted'
  | 'swapped'
  | 'reverted'
  | 'refused'
  | 'state-unreadable'
  | 'no-image';

/** At the end of a slot that was erased to be written over. */
const firstMark = new Uint8Array(4);

/** Why an image cannot be marked for the next boot. */
export type SelectOutcome = 'selected' | 'not-found' | 'is-active' | 'storage' | 'state-unknown';

export interface SlotsRam {
  readonly running: FirmwareImage;
  readonly state: BootState;
}

const sharedMax = 16;
/** Images that were verified, by hash: thousands of devices in one process run the same, which nobody changes. */
const sharedImages = new Map<string, FirmwareImage>();

function shared(image: FirmwareImage): FirmwareImage {
  const name = toHex(image.hash);
  const known = sharedImages.get(name);
  if (known?.totalBytes === image.totalBytes) return known;
  if (sharedImages.size >= sharedMax) sharedImages.clear();
  sharedImages.set(name, image);
  return image;
}

/**
 * The two image slots and the boot loader's decisions about them: test, confirm, revert (MCUboot's swap life cycle).
 *
 * **Invariant:** while the boot state is unknown, nothing is marked, confirmed, written or erased, and no image is started
 * but one that cannot be older than the one that ran (docs/firmware/storage.md).
 */
export class ImageSlots {
  readonly #flash: Flash;
  readonly #trust: ImageTrust;
  readonly #state: BootStateCell;
  /** Checked at boot; nothing writes to the slot that runs. */
  #running: FirmwareImage | undefined;
  /** Whether the image that runs while the state is unknown lies in area B. */
  #guessedSwap = false;

  /** `running` is given where the boot is over. */
  constructor(
    flash: Flash,
    trust: ImageTrust,
    state = new BootStateCell(flash),
    running?: FirmwareImage,
  ) {
    this.#flash = flash;
    this.#trust = trust;
    this.#state = state;
    this.#running = running;
  }

  /** Undefined without an image, and while the boot state is unknown or could not be written. */
  get ram(): SlotsRam | undefined {
    const state = this.#state.failures > 0 ? undefined : this.#state.known;
    return whole({ running: this.#running, state });
  }

  /** The boot loader: carries out a pending swap or a revert, and says what it did. */
  boot(isAfterHang = false): BootOutcome {
    if (this.#state.known === undefined) {
      // What ended in the watchdog is not tried again: without a state nothing leads away from it.
      this.#running = isAfterHang ? undefined : this.#guess();
      return 'state-unreadable';
    }
    const outcome = this.#decide();
    this.#running = this.#sound(0);
    if (this.#running === undefined) return 'no-image';
    // Also for an image the factory programmed, and after a power cut between a confirmation and its counter.
    if (this.confirmed) this.#raiseCounter();
    return outcome;
  }

  /** The image that runs; undefined before {@link boot}. */
  running(): FirmwareImage | undefined {
    return this.#running;
  }

  /** The board whose images are started. */
  get boardId(): Uint8Array {
    return this.#trust.boardId;
  }

  /** False when flash does not tell which area is slot 0 and how old an image may be. */
  get isStateKnown(): boolean {
    return this.#state.known !== undefined;
  }

  /** Lowest security counter an image has to have; undefined when nobody knows. */
  get counterMin(): number | undefined {
    return this.#state.known?.counter;
  }

  get confirmed(): boolean {
    return this.#now.confirmed;
  }

  /** Whether the next boot goes back to the image before this one. */
  get hasWayBack(): boolean {
    return this.isStateKnown && !this.confirmed && this.#sound(1) !== undefined;
  }

  list(): SlotImage[] {
    const { swap, confirmed } = this.#now;
    const { isStateKnown } = this;
    const second = this.#sound(1, 0);
    const rest = { bootable: true, pending: false, permanent: false };
    const images: SlotImage[] = [];
    if (this.#running !== undefined) {
      images.push({ slot: 0, image: this.#running, active: true, confirmed, ...rest });
    }
    if (second !== undefined) {
      images.push({
        slot: 1,
        image: second,
        active: false,
        bootable: isStateKnown && this.#sound(1) !== undefined,
        // A confirmed image in the second slot is what a revert goes back to.
        confirmed: isStateKnown && !confirmed,
        pending: swap !== 'none',
        permanent: swap === 'permanent',
      });
    }
    return images;
  }

  /** Whether the second slot may be overwritten: not while it is the way back, nor while it waits for its test. */
  get secondFree(): boolean {
    const { swap, confirmed } = this.#now;
    return confirmed && swap === 'none';
  }

  /** Marks the image with this hash for the next boot. */
  select(hash: Uint8Array, permanent: boolean): SelectOutcome {
    if (!this.isStateKnown) return 'state-unknown';
    if (this.#running !== undefined && equalBytes(this.#running.hash, hash)) {
      if (!permanent) return 'is-active';
      return this.confirm() ? 'selected' : 'storage';
    }
    const second = this.#sound(1);
    if (second === undefined || !equalBytes(second.hash, hash)) return 'not-found';
    const { confirmed, swap } = this.#now;
    // The way back is booted next in any case; a test of it would end in the image that did not prove itself.
    if (!confirmed) return 'selected';
    const wanted = permanent ? 'permanent' : 'test';
    return swap === wanted || this.#state.update({ swap: wanted }) ? 'selected' : 'storage';
  }

  /** Lets the running image stay, and forbids any with a lower security counter; false when flash did not take it. */
  confirm(): boolean {
    if (!this.confirmed && !this.#state.update({ confirmed: true })) return false;
    return this.#raiseCounter();
  }

  /**
   * Somebody who may has named the image that runs: it is slot 0 and stays, none older than it is started again, and the
   * state is known. False when flash did not take it.
   */
  restore(): boolean {
    if (this.isStateKnown || this.#running === undefined) return this.isStateKnown;
    const { swapped } = this.#now;
    const counter = this.#running.securityCounter ?? 0;
    return this.#state.renew({ ...factoryState, swapped, counter });
  }

  get firstArea(): FlashArea {
    return this.#area(0);
  }

  /** Whether the first slot holds what the boot loader would start. */
  get isFirstSound(): boolean {
    return this.isStateKnown && this.#sound(0) !== undefined;
  }

  /**
   * Erases the slot that runs, for serial recovery: what is written there is neither on trial nor has it a way back. A mark at
   * its end is written first: a blank area means that nothing ever ran there. False while the state is unknown, and when flash
   * did not take it.
   */
  clearFirst(): boolean {
    if (!this.isStateKnown) return false;
    const { at, sizeBytes } = this.#area(0);
    const { eraseBlockBytes } = this.#flash;
    const last = at + sizeBytes - eraseBlockBytes;
    this.#flash.erase(last);
    this.#flash.program(at + sizeBytes - firstMark.length, firstMark);
    for (let block = at; block < last; block += eraseBlockBytes) this.#flash.erase(block);
    // Last: power that is cut before leaves the boot loader the way that it had.
    return this.#state.update({ swap: 'none', confirmed: true });
  }

  get secondArea(): FlashArea {
    return this.#area(1);
  }

  eraseSecond(): void {
    const { at, sizeBytes } = this.secondArea;
    for (let block = at; block < at + sizeBytes; block += this.#flash.eraseBlockBytes) {
      this.#flash.erase(block);
    }
  }

  /** Factory programming of a chip without a boot state: the board is new. */
  commission(): void {
    if (!this.isStateKnown) this.#state.renew(factoryState);
  }

  /** Factory programming of the first slot. Throws {@link UsageError} `IMAGE_TOO_LARGE`. */
  install(image: Uint8Array): void {
    this.commission();
    const { at, sizeBytes } = this.#area(0);
    if (image.length > sizeBytes) {
      throw new UsageError({
        code: 'IMAGE_TOO_LARGE',
        expected: `a factory image of at most ${sizeBytes} bytes`,
        came: `it has ${image.length}`,
        next: 'build a smaller image',
      });
    }
    this.#flash.program(at, image);
  }

  #decide(): BootOutcome {
    const { swap, confirmed, swapped } = this.#now;
    if (swap !== 'none') {
      if (this.#sound(1) === undefined) {
        this.#state.update({ swap: 'none' });
        return 'refused';
      }
      const stays = swap === 'permanent';
      this.#state.update({ swapped: !swapped, swap: 'none', confirmed: stays });
      return stays ? 'swapped' : 'test-booted';
    }
    if (!confirmed && this.#sound(1) !== undefined) {
      this.#state.update({ swapped: !swapped, confirmed: true });
      return 'reverted';
    }
    return 'booted';
  }

  #raiseCounter(): boolean {
    const counter = this.#running?.securityCounter ?? 0;
    return counter <= this.#now.counter || this.#state.update({ counter });
  }

  /** The state; while it is unknown, what the image that runs suggests, with all that would be allowed taken out of it. */
  get #now(): BootState {
    if (this.#state.known !== undefined) return this.#state.known;
    const swapped = this.#guessedSwap;
    return { swapped, swap: 'none', confirmed: false, counter: Number.POSITIVE_INFINITY };
  }

  /** The one image that cannot be older than the one that ran; undefined when there is none. */
  #guess(): FirmwareImage | undefined {
    const areas = [flashMap.imageA, flashMap.imageB].map(({ at, sizeBytes }) => {
      const bytes = this.#flash.read(at, sizeBytes);
      return { bytes, image: this.#verified(bytes, 0) };
    });
    const newest = newestForSure(areas);
    this.#guessedSwap = newest !== undefined && newest === areas[1]?.image;
    return newest;
  }

  /** The image of a slot that is signed for this board, with a security counter of at least this. */
  #sound(slot: 0 | 1, securityCounterMin = this.#now.counter): FirmwareImage | undefined {
    const { at, sizeBytes } = this.#area(slot);
    const read = (from: number, length: number) => this.#flash.read(at + from, length);
    return this.#verified(imageInMemory(read, sizeBytes), securityCounterMin);
  }

  #verified(bytes: Uint8Array, securityCounterMin: number): FirmwareImage | undefined {
    const { publicKeys, boardId } = this.#trust;
    const verified = verifyImage(bytes, { publicKeys, boardId, securityCounterMin });
    return verified.ok ? shared(verified.value) : undefined;
  }

  #area(slot: 0 | 1): FlashArea {
    const { swapped } = this.#now;
    return (slot === 1) === swapped ? flashMap.imageA : flashMap.imageB;
  }
}
