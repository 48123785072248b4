import { decodeInstructionBody, openInstruction } from '@feierabend/protocol';

import type { Trust } from '../orders/trust.ts';
import type { Flash } from '../ports.ts';
import { flashMap } from '../storage/flash-map.ts';
import { LatestCell } from '../storage/latest-cell.ts';
import type { BreakGlassSpan, StandingActs } from './mode.ts';
import {
  decodeStoredModes,
  encodeStoredModes,
  factoryModes,
  type StoredModes,
} from './stored-modes.ts';

type StoredActs = Omit<StandingActs, 'switchedPrivate'>;

export interface ModeStoreParts {
  readonly flash: Flash;
  readonly storageKey: Uint8Array;
  /** Whose signature a stored break-glass has, keys that were revoked since then included. */
  readonly storedTrust: () => Trust;
  /** Sequence number of the last instruction about modes that the journal knows of. */
  readonly journalSequence: () => number;
  readonly ram?: ModeStoreRam | undefined;
}

export interface ModeStoreRam {
  readonly stored: StoredModes;
  readonly acts: StoredActs;
  readonly glass: Omit<BreakGlassSpan, 'announcedS'> | undefined;
  readonly wasAsked: boolean;
}

/** A clock chip may be this far behind what was written down by a better clock. */
const behindMaxS = 60;

/**
 * What instructions and people have set over the policy; it survives resets.
 *
 * **Invariant:** what opens is verified again at every boot: a break-glass by its signatures, a call for help by the tag of
 * the device. What is lost or damaged closes: it counts as a restriction until an instruction lifts that.
 */
export class ModeStore {
  readonly #parts: ModeStoreParts;
  readonly #cell: LatestCell;
  #stored: StoredModes;
  #isSound: boolean;
  #glass: Omit<BreakGlassSpan, 'announcedS'> | undefined;
  #acts: StoredActs;
  #doubtful: StoredActs;
  /** Whether the firmware knew of the reset that led to this boot. */
  readonly wasAsked: boolean;

  constructor(parts: ModeStoreParts) {
    this.#parts = parts;
    this.#cell = new LatestCell(parts.flash, flashMap.modes);
    const { ram } = parts;
    if (ram !== undefined) {
      this.#stored = ram.stored;
      this.#isSound = true;
      this.#glass = ram.glass;
      this.wasAsked = ram.wasAsked;
      this.#acts = ram.acts;
      this.#doubtful = { ...ram.acts, restricted: true };
      return;
    }
    const stored = this.#read();
    this.#isSound = stored !== undefined;
    this.#stored = stored ?? { ...factoryModes, restricted: true };
    this.#glass = this.#openGlass(this.#stored.glass);
    this.wasAsked = this.#stored.isDown;
    this.#acts = this.#actsOf();
    this.#doubtful = { ...this.#acts, restricted: true };
  }

  /** Undefined while something is wrong. */
  get ram(): ModeStoreRam | undefined {
    if (!this.#isSound || this.#cell.failures > 0) return undefined;
    const [stored, acts, glass] = [this.#stored, this.#acts, this.#glass];
    return { stored, acts, glass, wasAsked: this.wasAsked };
  }

  /** All but the private switch, which is where it stands. In doubt, a restriction. The same object as long as it is the same. */
  get acts(): StoredActs {
    return this.#stored.sequence < this.#parts.journalSequence() ? this.#doubtful : this.#acts;
  }

  /** Changes what an instruction is about, and remembers which; false when flash did not take it. */
  obey(sequence: number, change: Pick<Partial<StoredModes>, 'restricted' | 'reduced'>): boolean {
    return this.#write({ ...this.#stored, ...change, sequence });
  }

  /** Takes a signed break-glass in place of the one before, not announced yet. */
  obeyGlass(sequence: number, glass: Uint8Array): boolean {
    const { announcedS: _before, ...same } = this.#stored;
    return this.#write({ ...same, glass, sequence });
  }

  announced(announcedS: number): boolean {
    return this.#write({ ...this.#stored, announcedS });
  }

  called(sosSinceS: number): boolean {
    const { undatedAgeS: _over, ...same } = this.#stored;
    return this.#write({ ...same, sosSinceS });
  }

  /** How old a call at most is that had no date yet when the firmware was stopped. */
  get undatedAgeS(): number | undefined {
    return this.#stored.undatedAgeS;
  }

  /** Notes how old a call without a date is; undefined when there is none any more. */
  calledUndated(undatedAgeS: number | undefined): boolean {
    const { undatedAgeS: before, ...same } = this.#stored;
    if (before === undatedAgeS) return true;
    return this.#write(undatedAgeS === undefined ? same : { ...same, undatedAgeS });
  }

  /**
   * The date moved by so much, and with it when somebody called and when a break-glass was announced. Where nobody knows by how
   * much, what would lie ahead is forgotten: it would open by itself, later.
   */
  redate(byS: number | undefined, nowS: number): boolean {
    const { glass, announcedS, sosSinceS, ...same } = this.#stored;
    const announced = redated(announcedS, byS, nowS);
    const sosSince = redated(sosSinceS, byS, nowS);
    if (announced === announcedS && sosSince === sosSinceS) return true;
    return this.#write(withActs(same, { glass, announcedS: announced, sosSinceS: sosSince }));
  }

  /** Forgets what is over. */
  end(what: { readonly glass: boolean; readonly sos: boolean }): boolean {
    const { glass, announcedS, sosSinceS, ...same } = this.#stored;
    const kept = what.glass ? {} : { glass, announcedS };
    return this.#write(withActs(same, { ...kept, sosSinceS: what.sos ? undefined : sosSinceS }));
  }

  /** Notes whether the firmware is running, so that the next boot can tell a reset that nobody asked for. */
  setDown(isDown: boolean): boolean {
    return this.#stored.isDown === isDown || this.#write({ ...this.#stored, isDown });
  }

  get untoldBoots(): number {
    return this.#stored.untoldBoots ?? 0;
  }

  /** Notes how often the firmware began without the journal being told; false when flash did not take it. */
  noteUntoldBoots(untoldBoots: number): boolean {
    const { untoldBoots: before = 0, ...same } = this.#stored;
    return (
      before === untoldBoots || this.#write(untoldBoots === 0 ? same : { ...same, untoldBoots })
    );
  }

  /** A device that has been told something and has no record of it has lost it. */
  #read(): StoredModes | undefined {
    const bytes = this.#cell.read();
    if (bytes !== undefined) return decodeStoredModes(bytes, this.#parts.storageKey);
    return this.#parts.journalSequence() === 0 ? factoryModes : undefined;
  }

  /** A damaged record is replaced by instructions alone: anything else would hide what it said. */
  #write(next: StoredModes): boolean {
    const isInstruction = next.sequence > this.#stored.sequence;
    if (!this.#isSound && !isInstruction) return false;
    if (!this.#cell.write(encodeStoredModes(next, this.#parts.storageKey))) return false;
    this.#stored = next;
    this.#isSound = true;
    this.#glass = this.#openGlass(next.glass);
    this.#acts = this.#actsOf();
    this.#doubtful = { ...this.#acts, restricted: true };
    return true;
  }

  #actsOf(): StoredActs {
    const { restricted, reduced, announcedS, sosSinceS } = this.#stored;
    return {
      restricted: restricted || !this.#isSound,
      reduced,
      breakGlass: this.#glass && { ...this.#glass, announcedS },
      sosSinceS,
    };
  }

  #openGlass(bytes: Uint8Array | undefined): Omit<BreakGlassSpan, 'announcedS'> | undefined {
    if (bytes === undefined) return undefined;
    const context = { ...this.#parts.storedTrust(), lastSequence: 0, isStored: true };
    const opened = openInstruction(bytes, context);
    if (!opened.ok || opened.value.instruction.kind !== 'break-glass') return undefined;
    const body = decodeInstructionBody('break-glass', opened.value.instruction.body);
    return body.ok ? body.value : undefined;
  }
}

type Acts = 'glass' | 'announcedS' | 'sosSinceS';

/** With those of them that there are. */
function withActs(
  stored: Omit<StoredModes, Acts>,
  { glass, announcedS, sosSinceS }: { [Act in Acts]?: StoredModes[Act] | undefined },
): StoredModes {
  return {
    ...stored,
    ...(glass === undefined ? {} : { glass }),
    ...(announcedS === undefined ? {} : { announcedS }),
    ...(sosSinceS === undefined ? {} : { sosSinceS }),
  };
}

function redated(
  atS: number | undefined,
  byS: number | undefined,
  nowS: number,
): number | undefined {
  if (atS === undefined) return undefined;
  const movedS = atS + (byS ?? 0);
  return movedS < 0 || movedS > nowS + behindMaxS ? undefined : movedS;
}
