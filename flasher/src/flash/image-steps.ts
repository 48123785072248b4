import {
  ImageState,
  supported,
  type ImageStateResponse,
  type TrackerStatus,
} from '@feierabend/protocol';

import type { CommandContext } from '../command.ts';
import { groupName, offered } from '../device/server.ts';
import type { SmpSession } from '../session/smp-session.ts';
import { awaitBoot, requestReset } from './await-boot.ts';
import { notConfirmed, notHighest, notMarked } from './faults.ts';
import { checkHealth, healthLines } from './health-check.ts';
import { activeSlot, isHighest, standingOf } from './slots.ts';

/** One image on its way through the slots of a device. */
export interface ImageRun {
  readonly context: CommandContext;
  readonly session: SmpSession;
  /** The SHA-256 TLV of the image: its name in every image state. */
  readonly hash: Uint8Array;
  /** What the device said of itself with the image before; undefined when that is not known. */
  readonly before?: TrackerStatus | undefined;
  readonly answerTimeoutMs: number;
  readonly bootTimeoutMs: number;
}

export function readState(session: SmpSession, phase: string): Promise<ImageStateResponse> {
  return offered(groupName(1), session.request(ImageState.read, {}, { phase }));
}

/** Why the next reset starts an image. */
export type BootReason =
  /** It is marked for a test. */
  | 'marked'
  /** The one that runs is on trial, and was not confirmed. */
  | 'revert'
  /** The boot loader knows no marks, and starts the highest version (direct XIP, RAM load). */
  | 'highest';

export async function markForTest({ context, session, hash }: ImageRun): Promise<BootReason> {
  return context.step(
    'mark',
    'Marking the image for a test',
    async () => {
      const marking = session.request(
        ImageState.write,
        { hash, confirm: false },
        { phase: 'the mark for a test' },
      );
      const isMarkable = (await supported(marking)) !== undefined;
      // The answer of a lost request is not seen; what the device says now is what counts.
      const state = await session.request(ImageState.read, {}, { phase: 'the mark for a test' });
      if (isMarkable && standingOf(state, hash) !== 'pending') throw notMarked();
      if (!isMarkable && !isHighest(state, hash)) throw notHighest();
      return isMarkable ? ('marked' as const) : ('highest' as const);
    },
    (reason) => ({
      text:
        reason === 'marked'
          ? []
          : [
              'Boots     without a test: this boot loader knows none, and starts the highest version',
            ],
      result: { reason },
    }),
  );
}

const leftBehind: Readonly<Record<BootReason, string>> = {
  marked:
    'the image is marked and boots once at the next reset; run the same command again to go on',
  revert: 'the next reset reverts the image, now or later',
  highest: 'the next reset starts the image, now or later',
};

export function bootImage(run: ImageRun, reason: BootReason): Promise<ImageStateResponse> {
  const { context, session, hash } = run;
  context.leaves(leftBehind[reason]);
  return context.step(
    'boot',
    `Resetting, and waiting for the ${reason === 'revert' ? 'image before' : 'new image'} to answer`,
    async () => {
      await requestReset(session);
      return awaitBoot(context, session, {
        hash,
        waitMs: run.bootTimeoutMs,
        probeTimeoutMs: run.answerTimeoutMs,
        isMarked: reason === 'marked',
      });
    },
    (state) => ({
      text: [`Booted    ${activeSlot(state)?.version ?? ''} runs, proved by its hash`],
      result: { running: activeSlot(state)?.version ?? null },
    }),
  );
}

export async function confirmImage({ context, session, hash, before }: ImageRun): Promise<void> {
  context.leaves(
    'the image runs on trial; run the same command again to confirm it, or reset to revert it',
  );
  await context.step(
    'confirm',
    'Confirming the image',
    async () => {
      const health = await checkHealth({ session, hash, before });
      await session.request(
        ImageState.write,
        { hash, confirm: true },
        { phase: 'the confirmation' },
      );
      const state = await session.request(ImageState.read, {}, { phase: 'the confirmation' });
      if (standingOf(state, hash) !== 'confirmed') throw notConfirmed();
      return health;
    },
    (health) => ({
      text: [...healthLines(health), 'Confirmed read back from the device'],
      result: { ...health },
    }),
  );
}
