import { bool, cborMap, oneOf, uint } from '@feierabend/protocol';

import { flashMap } from '../storage/flash-map.ts';
import { eraseArea } from '../storage/flash-scrub.ts';
import { LatestCell } from '../storage/latest-cell.ts';
import type { Flash } from '../ports.ts';

/**
 * What MCUboot keeps in the trailers of its slots. Here one record says which area is slot 0, so that a swap is one atomic
 * write instead of a copy; what a client sees (test, confirm, revert) is the same.
 */
const StoredBootState = cborMap('BootState', {
  swapped: bool('slot 0 is area B'),
  swap: oneOf('what the next boot does', ['none', 'test', 'permanent']),
  confirmed: bool('the running image may stay'),
  counter: uint('lowest security counter the boot loader accepts'),
});

export interface BootState {
  readonly swapped: boolean;
  readonly swap: 'none' | 'test' | 'permanent';
  readonly confirmed: boolean;
  readonly counter: number;
}

/** What the factory writes: area A is slot 0, and its image may stay. */
export const factoryState: BootState = {
  swapped: false,
  swap: 'none',
  confirmed: true,
  counter: 0,
};

/**
 * The boot state in flash, read once at boot.
 *
 * **Invariant:** nothing stands in for a state that cannot be read: an empty area, one that no longer matches its CRC, and
 * one beside something damaged, which may have been newer, are all unknown.
 */
export class BootStateCell {
  readonly #flash: Flash;
  #cell: LatestCell;
  #known: BootState | undefined;

  /** `known` is given where the boot is over. */
  constructor(flash: Flash, known?: BootState) {
    this.#flash = flash;
    this.#cell = new LatestCell(flash, flashMap.bootState);
    this.#known = known ?? storedIn(this.#cell);
  }

  /** See {@link LatestCell.failures}. */
  get failures(): number {
    return this.#cell.failures;
  }

  /** Undefined when nobody knows. */
  get known(): BootState | undefined {
    return this.#known;
  }

  /** False when flash did not take it: then the old state stays. An unknown state stays unknown. */
  update(change: Partial<BootState>): boolean {
    if (this.#known === undefined) return false;
    const state = { ...this.#known, ...change };
    if (!this.#cell.write(StoredBootState.encode(state))) return false;
    this.#known = state;
    return true;
  }

  /** Writes a whole state over whatever lies there; cut in between, the state is unknown. False when it stays so. */
  renew(state: BootState): boolean {
    // A block that does not erase is left out by the log; whether that is enough, the next boot would see as well.
    eraseArea(this.#flash, flashMap.bootState);
    new LatestCell(this.#flash, flashMap.bootState).write(StoredBootState.encode(state));
    this.#cell = new LatestCell(this.#flash, flashMap.bootState);
    this.#known = storedIn(this.#cell);
    return this.#known !== undefined;
  }
}

function storedIn(cell: LatestCell): BootState | undefined {
  const bytes = cell.damaged === 0 ? cell.read() : undefined;
  const stored = bytes === undefined ? undefined : StoredBootState.decode(bytes);
  return stored?.ok === true ? stored.value : undefined;
}
