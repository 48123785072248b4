import { signReceipt } from '@feierabend/protocol';

import { IdentityStore } from '../identity/identity.ts';
import { flashMap, type FlashArea } from '../storage/flash-map.ts';
import { eraseArea } from '../storage/flash-scrub.ts';
import { ErasureCell, type Erasure } from './erasure-cell.ts';
import type { Flash } from '../ports.ts';

/** What is no tenant's: the firmware, how it starts, and the proof of the end. The identity goes last. */
const keptAreas: readonly FlashArea[] = [
  flashMap.imageA,
  flashMap.imageB,
  flashMap.bootState,
  flashMap.wipe,
];

/**
 * The end of a device. It is ordered while the device works, and carried out by the boots that follow, one step after the
 * other: data keys, everything else in flash, the receipt, the identity key. A step that power ended is done again.
 *
 * **Invariant:** once the order is in flash no boot starts work again.
 */
export class Decommissioning {
  readonly #flash: Flash;
  readonly #cell: ErasureCell;
  readonly #eraseArea: typeof eraseArea;

  constructor(flash: Flash, erase = eraseArea) {
    this.#flash = flash;
    this.#eraseArea = erase;
    this.#cell = new ErasureCell(flash);
  }

  /** What was ordered or done; undefined on a device that may work. */
  get erasure(): Erasure | undefined {
    const erasure = this.#cell.read();
    return erasure?.state === 'reports' ? undefined : erasure;
  }

  /** Puts the order into flash; false when flash did not take it. */
  order(erasure: Omit<Erasure, 'state'>): boolean {
    return this.#cell.write({ ...erasure, state: 'device' });
  }

  /** Does what is left to do. To be called at boot, before anything else looks at flash. */
  finish(): void {
    const erasure = this.erasure;
    if (erasure === undefined) return;
    if (erasure.state === 'device') this.#erase(erasure);
    if (this.erasure?.state === 'gone') this.#eraseArea(this.#flash, flashMap.identity);
  }

  #erase(erasure: Erasure): void {
    const identities = new IdentityStore(this.#flash);
    let attested = identities.dropDataKeys();
    for (const area of Object.values<FlashArea>(flashMap)) {
      if (keptAreas.includes(area) || area === flashMap.identity) continue;
      attested = this.#eraseArea(this.#flash, area) && attested;
    }
    const sign = identities.signer();
    const receipt =
      sign &&
      signReceipt(
        {
          tenant: erasure.ten,
          device: erasure.dev,
          scope: 'device',
          count: erasure.count,
          instruction: erasure.instruction,
          atS: erasure.atS,
          attested,
          journalCount: erasure.jlen,
          journalHead: erasure.jhead,
        },
        sign.privateKey,
      );
    this.#cell.write({ ...erasure, state: 'gone', receipt, key: sign?.publicKey });
  }
}
