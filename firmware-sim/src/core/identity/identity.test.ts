import { describe, expect, it } from 'vitest';

import { NorFlash } from '../../hardware/nor-flash.ts';
import { SeededRandom } from '../../hardware/seeded-random.ts';
import { provisioning } from '../../testing/test-tenant.ts';
import { eraseBlockBytes, flashBytes, flashMap } from '../storage/flash-map.ts';
import { IdentityStore } from './identity.ts';

const chip = () => new NorFlash({ sizeBytes: flashBytes, eraseBlockBytes });

describe('the identity', () => {
  it('is unknown on a blank board', () => {
    expect(new IdentityStore(chip()).load()).toBeUndefined();
  });

  it('is the same after every boot, with keys of its own dice', () => {
    const flash = chip();
    new IdentityStore(flash).provision(provisioning, new SeededRandom(1));
    const identity = new IdentityStore(flash).load();
    expect(identity).toMatchObject(provisioning);
    expect(new IdentityStore(flash).load()).toEqual(identity);
    const other = chip();
    new IdentityStore(other).provision(provisioning, new SeededRandom(2));
    expect(new IdentityStore(other).load()?.sign.publicKey).not.toEqual(identity?.sign.publicKey);
  });

  it('is unknown when it is damaged: such a board captures nothing', () => {
    const flash = chip();
    new IdentityStore(flash).provision(provisioning, new SeededRandom(1));
    flash.program(flashMap.identity.at + 60, new Uint8Array(2));
    expect(new IdentityStore(flash).load()).toBeUndefined();
  });
});
