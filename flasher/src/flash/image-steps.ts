import { Echo, ImageState, SmpRefusal, type ImageStateResponse } from '@feierabend/protocol';

import type { CommandContext } from '../command.ts';
import { groupName, offered } from '../device/server.ts';
import type { SmpSession } from '../session/smp-session.ts';
import { awaitBoot, requestReset } from './await-boot.ts';
import { notConfirmed, notMarked } from './faults.ts';
import { activeSlot, standingOf } from './slots.ts';

/** One image on its way through the slots of a device. */
export interface ImageRun {
  readonly context: CommandContext;
  readonly session: SmpSession;
  /** The SHA-256 TLV of the image: its name in every image state. */
  readonly hash: Uint8Array;
  readonly answerTimeoutMs: number;
  readonly bootTimeoutMs: number;
}

export function readState(session: SmpSession, phase: string): Promise<ImageStateResponse> {
  return offered(groupName(1), session.request(ImageState.read, {}, { phase }));
}

export async function markForTest({ context, session, hash }: ImageRun): Promise<void> {
  await context.step('mark', 'Marking the image for a test', async () => {
    await session.request(ImageState.write, { hash, confirm: false }, { phase: 'mark' });
    // The answer of a lost request is not seen; what the device says now is what counts.
    const state = await session.request(ImageState.read, {}, { phase: 'mark' });
    if (standingOf(state, hash) !== 'pending') throw notMarked();
  });
}

/** @param isRevert The image was there before the one on trial, and a reset alone brings it back. */
export function bootImage(run: ImageRun, isRevert = false): Promise<ImageStateResponse> {
  const { context, session, hash } = run;
  context.leaves(
    isRevert
      ? 'the next reset reverts the image, now or later'
      : 'the image is marked and boots once at the next reset; run the same command again to go on',
  );
  return context.step(
    'boot',
    `Resetting, and waiting for the ${isRevert ? 'image before' : 'new image'} to answer`,
    async () => {
      await requestReset(session);
      return awaitBoot(context, session, {
        hash,
        waitMs: run.bootTimeoutMs,
        probeTimeoutMs: run.answerTimeoutMs,
        isRevert,
      });
    },
    (state) => ({
      text: [`Booted    ${activeSlot(state)?.version ?? ''} runs, proved by its hash`],
      result: { running: activeSlot(state)?.version ?? null },
    }),
  );
}

export async function confirmImage({ context, session, hash }: ImageRun): Promise<void> {
  context.leaves(
    'the image runs on trial; run the same command again to confirm it, or reset to revert it',
  );
  await context.step(
    'confirm',
    'Confirming the image',
    async () => {
      await checkHealth(session);
      await session.request(ImageState.write, { hash, confirm: true }, { phase: 'confirm' });
      const state = await session.request(ImageState.read, {}, { phase: 'confirm' });
      if (standingOf(state, hash) !== 'confirmed') throw notConfirmed();
    },
    () => ({ text: ['Confirmed read back from the device'] }),
  );
}

/**
 * The new image must hold a conversation before it is kept; a device without echo does so by
 * refusing it.
 */
async function checkHealth(session: SmpSession): Promise<void> {
  const d = 'feierabend';
  try {
    const { r } = await session.request(Echo.write, { d }, { phase: 'health check' });
    if (r !== d) throw notConfirmed();
  } catch (error) {
    if (!(error instanceof SmpRefusal)) throw error;
  }
}
