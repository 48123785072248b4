import { decodeJournalPage, verifyReceipt } from '@feierabend/protocol';

import type { Erasure } from '../../../core/deletion/erasure-cell.ts';
import { IdentityStore } from '../../../core/identity/identity.ts';
import { flashMap, type FlashArea } from '../../../core/storage/flash-map.ts';
import { at } from '../../test-tenant.ts';
import type { TestTracker } from '../../test-tracker.ts';
import { judgeAtWork } from '../judge.ts';
import type { Life } from '../life.ts';
import { pile, wipedFramesIn } from '../piled-frames.ts';

/** What is no tenant's, and the proof of the end. */
const kept: readonly string[] = ['imageA', 'imageB', 'bootState', 'wipe'];

/** Frames with places, as somebody finds them who reads the chip. */
let stored: readonly Uint8Array[] = [];

/** A device comes to its end on instruction: it is at work, or on its way to the end, and then it gets there. */
export const deviceWipeLife: Life = {
  name: 'wipe of a device',
  startS: at(8, 59, 50) + 0.25,
  prepare: (world) => {
    stored = pile(world);
    readJournal(world);
  },
  run: (world, done) => {
    const order = { scope: 'device', data: 'destroy' } as const;
    if (world.order('wipe', order).accepted) done('ordered');
    world.powerCycle();
    if (world.tracker.end?.state === 'gone') done('gone');
  },
  judge: (after, promised) => {
    const { end } = after.tracker;
    if (end !== undefined) return [...endFailures(after, end), ...wipedFramesIn(after, stored)];
    if (promised.done.length > 0) return [`after it was ${promised.done.at(-1)} it works again`];
    return judgeAtWork(after, promised);
  },
};

function endFailures({ cells, tracker }: TestTracker, end: Erasure): string[] {
  const { receipt = new Uint8Array(), key = new Uint8Array(), state } = end;
  const proof = verifyReceipt(receipt, key);
  const left = Object.entries<FlashArea>(flashMap).filter(
    ([name, { at: from, sizeBytes }]) =>
      !kept.includes(name) && cells.read(from, sizeBytes).some((byte) => byte !== 0xff),
  );
  return [
    ...(state === 'gone' ? [] : [`it stays ${state}`]),
    ...(proof.ok && proof.value.attested && proof.value.scope === 'device' ? [] : ['no proof']),
    ...(tracker.duty === undefined ? [] : ['it works']),
    ...(new IdentityStore(cells).signer() === undefined ? [] : ['it still has its key']),
    ...left.map(([name]) => `something is left in ${name}`),
  ];
}

/** The whole of it, as somebody reads it who ends a tenancy. */
function readJournal({ duty }: TestTracker): void {
  for (let from = 0; from < duty.journal.length;) {
    const page = decodeJournalPage(duty.readJournal(from, 3000));
    if (!page.ok || page.value.entries.length === 0) return;
    from += page.value.entries.length;
  }
}
