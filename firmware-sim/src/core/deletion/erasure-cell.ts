import { bstr, cborMap, oneOf, optional, text, uint } from '@feierabend/protocol';

import { flashMap } from '../storage/flash-map.ts';
import { LatestCell } from '../storage/latest-cell.ts';
import type { Flash } from '../ports.ts';

const StoredErasure = cborMap('StoredErasure', {
  state: oneOf('stored reports; the whole device, under way; the whole device, done', [
    'reports',
    'device',
    'gone',
  ]),
  instruction: bstr('SHA-256 of the instruction', { length: 32 }),
  count: uint('stored batches that are erased by it'),
  staged: optional(uint('of these, records that a power cut had left of a batch')),
  unknown: optional(uint('of these, frames that did not read any more')),
  dev: text('device', { max: 64 }),
  ten: text('tenant', { max: 64 }),
  atS: optional(uint('UTC second of the order; absent while the clock is not trusted')),
  jlen: uint('entries of the journal'),
  jhead: bstr('hash of the last of them', { length: 32 }),
  tail: optional(bstr('the last page of the journal', { max: 3000 })),
  receipt: optional(bstr('the receipt', { max: 640 })),
  key: optional(bstr('Ed25519 key it is signed with', { length: 32 })),
});
export type Erasure = Parameters<typeof StoredErasure.encode>[0];

/** What is to be erased, or was: it outlives power cuts, and the device's own keys. */
export class ErasureCell {
  readonly #cell: LatestCell;

  constructor(flash: Flash) {
    this.#cell = new LatestCell(flash, flashMap.wipe);
  }

  read(): Erasure | undefined {
    const bytes = this.#cell.read();
    const stored = bytes === undefined ? undefined : StoredErasure.decode(bytes);
    return stored?.ok === true ? stored.value : undefined;
  }

  write(erasure: Erasure): boolean {
    return this.#cell.write(StoredErasure.encode(erasure));
  }
}
