import {
  equalBytes,
  ImageState,
  smallestBuffers,
  supported,
  type BufferParams,
  type ImageSlotState,
} from '@feierabend/protocol';

import type { Server } from '../device/server.ts';
import { awaitServer } from '../device/await-server.ts';
import { requestReset } from './await-boot.ts';
import { noApplication, noRecovery, notWritten } from './faults.ts';
import type { FlashReport, FlashRun } from './flash-file.ts';
import { confirmImage } from './image-steps.ts';
import { keptHealth } from './kept-health.ts';
import { activeSlot, standingOf } from './slots.ts';
import { uploadPlace } from './upload-slot.ts';
import { uploadStep } from './upload-step.ts';

/**
 * Through MCUboot's serial recovery: it writes over the slot that runs, checks nothing and resumes
 * nothing. So the proof is the application that answers afterwards, by its hash.
 */
export async function flashRecovery(run: FlashRun, server: Server): Promise<FlashReport> {
  const { session, context } = run;
  if (!server.isRecovery) await enterRecovery(run);
  const limits = await recoveryLimits(run);
  const slots = await supported(
    session.client.request(
      ImageState.read,
      {},
      { phase: 'the image state', signal: context.signal },
    ),
  );
  const wanted = run.slot ?? 0;
  const first = slots?.images.find(({ slot }) => slot === wanted);
  const before = first?.version ?? 'unknown';
  const isThere = holds(first, run.hash);
  const place = await uploadPlace(run, undefined);
  const upload = isThere
    ? undefined
    : await uploadStep({ ...run, limits }, { ...place, isRecovery: true });
  const standing = await bootFromRecovery(run);
  if (run.confirm && standing === 'on-trial') {
    await confirmImage(run);
    return { changed: true, before, standing: 'confirmed', upload };
  }
  if (standing === 'confirmed') await keptHealth(run, run.before);
  return { changed: true, before, standing, upload };
}

/** Boot loaders before 2026 do not say what they take; the user may know it from the build. */
async function recoveryLimits({ session, recoveryBufferBytes }: FlashRun): Promise<BufferParams> {
  const limits = await session.negotiate();
  const isUnsaid = limits.bufferBytes === smallestBuffers.bufferBytes;
  if (!isUnsaid || recoveryBufferBytes === undefined) return limits;
  return { bufferBytes: recoveryBufferBytes, bufferCount: 1 };
}

function holds(slot: ImageSlotState | undefined, hash: Uint8Array): boolean {
  return slot?.hash !== undefined && equalBytes(slot.hash, hash);
}

/** Asks the application to stay in its boot loader at the next start. */
async function enterRecovery(run: FlashRun): Promise<void> {
  const { context, session } = run;
  context.leaves('the device may be in its boot loader; "flasher reset" starts the application');
  await context.step('recovery', 'Resetting into serial recovery', async () => {
    await requestReset(session, { boot_mode: 1 });
    const seen = await awaitServer(context, session, {
      waitMs: run.bootTimeoutMs,
      probeTimeoutMs: run.answerTimeoutMs,
      wanted: 'recovery',
    });
    if (!seen.isRecovery) throw noRecovery();
  });
}

/** Starts what was written, and proves by hash that it runs. */
async function bootFromRecovery(run: FlashRun) {
  const { context, session, hash } = run;
  context.leaves('the image is written; "flasher reset" starts it');
  return context.step(
    'boot',
    'Starting the image from the boot loader',
    async () => {
      await requestReset(session);
      const seen = await awaitServer(context, session, {
        waitMs: run.bootTimeoutMs,
        probeTimeoutMs: run.answerTimeoutMs,
        wanted: 'application',
      });
      if (seen.isRecovery) throw noApplication();
      const state = await supported(
        session.client.request(ImageState.read, {}, { phase: 'the boot', signal: context.signal }),
      );
      const standing = state === undefined ? 'absent' : standingOf(state, hash);
      if (standing !== 'confirmed' && standing !== 'on-trial') {
        throw notWritten(state === undefined ? undefined : activeSlot(state)?.version);
      }
      return standing;
    },
    (standing) => ({
      text: ['Booted    the new image runs, proved by its hash'],
      result: { standing },
    }),
  );
}
