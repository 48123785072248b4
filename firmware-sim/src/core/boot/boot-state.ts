import { bool, cborMap, oneOf, uint } from '@feierabend/protocol';

import { flashMap } from '../storage/flash-map.ts';
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

const factoryState: BootState = { swapped: false, swap: 'none', confirmed: true, counter: 0 };

export class BootStateCell {
  readonly #cell: LatestCell;

  constructor(flash: Flash) {
    this.#cell = new LatestCell(flash, flashMap.bootState);
  }

  read(): BootState {
    const bytes = this.#cell.read();
    const stored = bytes === undefined ? undefined : StoredBootState.decode(bytes);
    return stored?.ok === true ? stored.value : factoryState;
  }

  /** False when flash did not take it: then the old state stays. */
  update(change: Partial<BootState>): boolean {
    return this.#cell.write(StoredBootState.encode({ ...this.read(), ...change }));
  }
}
