import { describe, expect, it } from 'vitest';

import { NorFlash } from '../../hardware/nor-flash.ts';
import { at, provisioning, signedOrder, stranger } from '../../testing/test-tenant.ts';
import { eraseBlockBytes, flashBytes, flashMap } from '../storage/flash-map.ts';
import { LatestCell } from '../storage/latest-cell.ts';
import { ModeStore } from './mode-store.ts';
import { encodeStoredModes, factoryModes } from './stored-modes.ts';

const storageKey = new Uint8Array(32).fill(3);
const { tenant, device, trustedKeys: keys } = provisioning;
const body = {
  cause: 'emergency',
  fromS: at(1),
  untilS: at(5),
  intervalS: 60,
  reference: 'AZ 1',
} as const;

function stored() {
  const flash = new NorFlash({ sizeBytes: flashBytes, eraseBlockBytes });
  const open = (journalSequence = 0) =>
    new ModeStore({
      flash,
      storageKey,
      storedTrust: () => ({ tenant, device, keys }),
      journalSequence: () => journalSequence,
    });
  return { flash, open };
}

describe('what stands over the policy', () => {
  it('is nothing on a new device, and stays over boots', () => {
    const { open } = stored();
    expect(open().acts).toMatchObject({ restricted: false, reduced: false });
    const one = open();
    one.obey(4, { reduced: true });
    one.obeyGlass(5, signedOrder('break-glass', body));
    one.announced(at(2));
    one.called(at(3));
    expect(open(5).acts).toEqual({
      restricted: false,
      reduced: true,
      breakGlass: { ...body, announcedS: at(2) },
      sosSinceS: at(3),
    });
    open(5).end({ glass: true, sos: false });
    expect(open(5).acts).toMatchObject({ breakGlass: undefined, sosSinceS: at(3) });
  });

  it('is a restriction when the record is lost, and only an instruction lifts that', () => {
    const { open } = stored();
    const lost = open(7);
    expect(lost.acts.restricted).toBe(true);
    expect(lost.called(at(3))).toBe(false);
    expect(lost.setDown(false)).toBe(false);
    lost.obey(8, { reduced: true });
    expect(open(8).acts).toMatchObject({ restricted: true, reduced: true });
    open(8).obey(9, { restricted: false });
    expect(open(9).acts).toMatchObject({ restricted: false, reduced: true });
  });

  it('is a restriction while the journal knows of an instruction that it has not', () => {
    const { open } = stored();
    open().obey(1, { reduced: true });
    expect(open(1).acts.restricted).toBe(false);
    expect(open(2).acts.restricted).toBe(true);
  });

  it('cannot be written into the flash by somebody else', () => {
    const { flash, open } = stored();
    const called = { ...factoryModes, sosSinceS: at(3) };
    const cell = new LatestCell(flash, flashMap.modes);
    cell.write(encodeStoredModes(called, storageKey));
    expect(open().acts.sosSinceS).toBe(at(3));
    new LatestCell(flash, flashMap.modes).write(encodeStoredModes(called, new Uint8Array(32)));
    expect(open().acts).toMatchObject({ restricted: true, sosSinceS: undefined });
  });

  it('has no break-glass that nobody trusted signed, whatever the tag says', () => {
    const { flash, open } = stored();
    const glass = signedOrder('break-glass', body, { signer: stranger });
    const forged = { ...factoryModes, glass, announcedS: at(1) };
    new LatestCell(flash, flashMap.modes).write(encodeStoredModes(forged, storageKey));
    expect(open().acts.breakGlass).toBeUndefined();
  });

  it('tells a reset that nobody asked for', () => {
    const { open } = stored();
    expect(open().wasAsked).toBe(true);
    open().setDown(false);
    expect(open().wasAsked).toBe(false);
    open().setDown(true);
    expect(open().wasAsked).toBe(true);
  });
});
