import {
  equalBytes,
  LinkError,
  SmpGroup,
  type BufferParams,
  type ImageSlotState,
  type ImageStateResponse,
} from '@feierabend/protocol';

import type { CommandContext, Options } from '../command.ts';
import { bootTimeoutMs, deviceOptions } from '../commands/options.ts';
import { withSession } from '../commands/with-session.ts';
import { readTrackerStatus } from '../device/tracker-status.ts';
import { readServer, requireGroup } from '../device/server.ts';
import type { Finding } from '../output/reporter.ts';
import type { SmpSession } from '../session/smp-session.ts';
import { confirmSigned, refuseLostState } from './confirm-signed.ts';
import { bootImage, confirmImage, markForTest, readState, type ImageRun } from './image-steps.ts';
import { notBootable } from './faults.ts';
import { activeSlot, idleSlot, isKnownUnbootable } from './slots.ts';

/** The image that runs, with the hash that names it. */
type Named = ImageSlotState & { readonly hash: Uint8Array };

/** `flasher confirm`: keeps the image that runs, after a health check. */
export function confirmRunning(context: CommandContext, options: Options): Promise<Finding> {
  return withImages(context, options, async (session, state, limits) => {
    const active = named(activeSlot(state), 'the slot that runs');
    const { version } = active;
    if (active.confirmed === true) {
      return {
        outcome: 'skipped',
        text: [`${version} runs and is confirmed (nothing to do)`],
        result: { running: version, standing: 'confirmed' },
      };
    }
    const run = runOf({ context, options, session }, active.hash);
    if (options['key'] === undefined) {
      refuseLostState(await readTrackerStatus(session, 'the status'));
      await confirmImage(run);
    } else await confirmSigned({ run, limits, options });
    return {
      text: [`${version} runs and is confirmed`],
      result: { running: version, standing: 'confirmed' },
    };
  });
}

/** `flasher revert`: goes back to the image that ran before, and proves that it runs. */
export function revertRunning(context: CommandContext, options: Options): Promise<Finding> {
  return withImages(context, options, async (session, state) => {
    refuseLostState(await readTrackerStatus(session, 'the status'));
    const active = named(activeSlot(state), 'the slot that runs');
    const idle = idleSlot(state);
    const isTrial = active.confirmed !== true;
    if (idle === undefined) throw noOtherImage();
    if (idle.pending === true) throw imageWaits(idle.version);
    if (!isTrial && options['previous'] !== true) throw noTrial(active.version);
    if (isKnownUnbootable(state, idle)) throw notBootable(idle.version);
    const other = named(idle, 'the other slot');
    const run = runOf({ context, options, session }, other.hash);
    // An image that is not confirmed is taken back by the boot loader at the next reset.
    if (isTrial) await bootImage(run, 'revert');
    else {
      await bootImage(run, await markForTest(run));
      await confirmImage(run);
    }
    return {
      text: [`${other.version} runs again; ${active.version} is in the other slot`],
      result: { before: active.version, running: other.version },
    };
  });
}

function withImages(
  context: CommandContext,
  options: Options,
  body: (session: SmpSession, state: ImageStateResponse, limits: BufferParams) => Promise<Finding>,
): Promise<Finding> {
  return withSession(context, options, async (session, limits) => {
    const server = await readServer(session, context.signal);
    if (server.isRecovery) throw bootLoaderAnswers();
    requireGroup(server, SmpGroup.image);
    return body(session, await readState(session, 'the image state'), limits);
  });
}

function runOf(
  parts: {
    readonly context: CommandContext;
    readonly options: Options;
    readonly session: SmpSession;
  },
  hash: Uint8Array,
): ImageRun {
  const { context, options, session } = parts;
  const { answerTimeoutMs } = deviceOptions(options);
  return { context, session, hash, answerTimeoutMs, bootTimeoutMs: bootTimeoutMs(options) };
}

function named(slot: ImageSlotState | undefined, which: string): Named {
  if (slot?.hash !== undefined && !equalBytes(slot.hash, new Uint8Array(slot.hash.length))) {
    return { ...slot, hash: slot.hash };
  }
  throw new LinkError({
    code: 'STATE_NO_IMAGE',
    expected: `${which} to be listed with its hash`,
    came: 'the device lists none',
    next: 'look at "flasher info"; without a hash nothing can be proved',
  });
}

function noOtherImage(): LinkError {
  return new LinkError({
    code: 'STATE_NO_IMAGE',
    expected: 'an image in the other slot to go back to',
    came: 'that slot is empty',
    next: 'flash the image that is wanted: flasher flash FILE',
  });
}

function imageWaits(version: string): LinkError {
  return new LinkError({
    code: 'STATE_PENDING',
    expected: 'no image to wait for the next reset',
    came: `${version} is marked and boots at the next reset`,
    next: 'let it boot with "flasher reset", then run this again to take it back',
  });
}

function noTrial(version: string): LinkError {
  return new LinkError({
    code: 'STATE_CONFIRMED',
    expected: 'the image that runs to be on trial',
    came: `${version} is confirmed, so no reset takes it back`,
    next: 'add --previous to boot and confirm the image in the other slot',
  });
}

function bootLoaderAnswers(): LinkError {
  return new LinkError({
    code: 'STATE_RECOVERY',
    expected: 'an application to answer',
    came: 'MCUboot answers in serial recovery',
    next: 'start the application with "flasher reset", or flash one: flasher flash FILE --recovery',
  });
}
