import { ImageState, SmpGroup, type ImageStateResponse } from '@feierabend/protocol';

import { requireGroup, type Server } from '../device/server.ts';
import { notBootable, storedNotListed } from './faults.ts';
import type { FlashReport, FlashRun } from './flash-file.ts';
import { bootImage, confirmImage, markForTest, readState } from './image-steps.ts';
import { keptHealth } from './kept-health.ts';
import { activeSlot, idleSlot, isKnownUnbootable, standingOf, type Standing } from './slots.ts';
import { uploadPlace } from './upload-slot.ts';
import { uploadStep, type UploadFigures } from './upload-step.ts';

/**
 * Through the application: upload beside what runs, test, prove, confirm. Each step starts from
 * what the device says it has, so an interrupted run goes on where it stopped.
 */
export async function flashApplication(run: FlashRun, server: Server): Promise<FlashReport> {
  requireGroup(server, SmpGroup.image);
  const { hash } = run;
  const before = await identify(run);
  let standing = standingOf(before, hash);
  const changed = standing !== 'confirmed' && (standing !== 'on-trial' || run.confirm);
  const report = { changed, before: activeSlot(before)?.version ?? 'none' };
  if (!changed) {
    if (standing === 'confirmed') await keptHealth(run);
    return { ...report, standing, upload: undefined };
  }
  let upload: UploadFigures | undefined;
  let state = before;
  if (standing === 'absent') {
    const place = await uploadPlace(run, before);
    upload = await uploadStep(run, { ...place, isRecovery: false });
    state = await verifyStored(run);
    standing = 'stored';
  }
  if (standing === 'stored') {
    const stored = idleSlot(state);
    if (stored !== undefined && isKnownUnbootable(state, stored)) throw notBootable(stored.version);
    standing = standingOf(await bootImage(run, await markForTest(run)), hash);
  } else if (standing === 'pending') {
    standing = standingOf(await bootImage(run, 'marked'), hash);
  }
  if (run.confirm && standing === 'on-trial') {
    await confirmImage(run);
    standing = 'confirmed';
  }
  return { ...report, standing, upload };
}

function identify({ context, session, hash }: FlashRun): Promise<ImageStateResponse> {
  return context.step(
    'identify',
    'Reading the image state',
    () => readState(session, 'the image state'),
    (state) => {
      const standing = standingOf(state, hash);
      const running = activeSlot(state)?.version ?? 'none';
      return {
        text: [`Device    runs ${running}; the new image is ${standingWords[standing]}`],
        result: { running, standing },
      };
    },
  );
}

function verifyStored({
  context,
  session,
  hash,
  checked,
  before,
}: FlashRun): Promise<ImageStateResponse> {
  context.leaves('the image is stored and not yet marked; run the same command again to go on');
  return context.step('verify', 'Comparing the stored image by hash', async () => {
    const state = await session.request(ImageState.read, {}, { phase: 'the stored image' });
    if (standingOf(state, hash) === 'absent') {
      throw storedNotListed(before?.board === undefined ? checked.image.boardId : undefined);
    }
    return state;
  });
}

const standingWords: Readonly<Record<Standing, string>> = {
  confirmed: 'there already, and confirmed',
  'on-trial': 'running on trial',
  pending: 'stored and marked',
  stored: 'stored already',
  absent: 'not there yet',
};
