import { describe, expect, it } from 'vitest';

import { NorFlash } from '../../hardware/nor-flash.ts';
import { SeededRandom } from '../../hardware/seeded-random.ts';
import { provisioning } from '../../testing/test-tenant.ts';
import { eraseBlockBytes, flashBytes, flashMap } from '../storage/flash-map.ts';
import { IdentityStore } from './identity.ts';

const chip = () => new NorFlash({ sizeBytes: flashBytes, eraseBlockBytes });

function made(seed = 1) {
  const flash = chip();
  const store = new IdentityStore(flash);
  store.create(provisioning, new SeededRandom(seed));
  return { flash, store };
}

describe('the identity', () => {
  it('is unknown on a blank board, and while the device waits for its certificate', () => {
    expect(new IdentityStore(chip()).load()).toBeUndefined();
    const { store } = made();
    expect(store.load()).toBeUndefined();
    expect(store.draft()).toMatchObject({ tenant: 'acme', device: 'van-7' });
  });

  it('is the same after every boot, with keys of its own dice', () => {
    const { flash, store } = made();
    expect(store.complete()).toBe(true);
    const identity = new IdentityStore(flash).load();
    expect(identity).toMatchObject({ tenant: 'acme', device: 'van-7' });
    expect([new IdentityStore(flash).load(), store.draft()]).toEqual([identity, undefined]);
    const other = made(2).store.draft();
    expect(other?.sign.publicKey).not.toEqual(identity?.sign.publicKey);
    const secrets = [identity?.seal, identity?.sign, identity?.tls].map((key) => key?.privateKey);
    expect(new Set([...secrets, identity?.storageKey].map(String)).size).toBe(4);
  });

  it('is unknown when it is damaged: such a board captures nothing', () => {
    const { flash, store } = made();
    store.complete();
    flash.program(flashMap.identity.at + 600, new Uint8Array(2));
    flash.program(flashMap.identity.at + 60, new Uint8Array(2));
    flash.program(flashMap.identity.at + 300, new Uint8Array(2));
    expect(new IdentityStore(flash).load()).toBeUndefined();
  });
});
