import {
  ImageState,
  LinkError,
  Reset,
  SmpRefusal,
  type ImageStateResponse,
  type ResetRequest,
} from '@feierabend/protocol';

import type { CommandContext } from '../command.ts';
import { pause } from '../serial/clock.ts';
import type { SmpSession } from '../session/smp-session.ts';
import { neverReset, reverted, silentAfterReset } from './faults.ts';
import { activeSlot, standingOf } from './slots.ts';

export interface BootOptions {
  readonly hash: Uint8Array;
  readonly waitMs: number;
  readonly probeTimeoutMs: number;
  /** False when the image lies in the other slot without a mark, and a reset alone starts it. */
  readonly isMarked: boolean;
}

const probePauseMs = 100;
/**
 * Zephyr waits a quarter of a second between answer and reset; after this long the request was
 * lost.
 */
const resetAgainMs = 5000;

/**
 * Asks for a reset. A lost answer is no fault: whether it happened is seen by what answers next.
 */
export async function requestReset(session: SmpSession, request: ResetRequest = {}): Promise<void> {
  try {
    await session.request(Reset.write, request, { phase: 'the reset', retries: 0 });
  } catch (error) {
    if (error instanceof SmpRefusal || !(error instanceof LinkError)) throw error;
  }
}

/** Waits until the device answers again, and proves by hash that the new image runs. */
export async function awaitBoot(
  context: CommandContext,
  session: SmpSession,
  options: BootOptions,
): Promise<ImageStateResponse> {
  const { clock, signal } = context;
  const untilMs = clock.now() + options.waitMs;
  let resetMs = clock.now();
  let answered = false;
  let portFault: LinkError | undefined;
  while (clock.now() < untilMs) {
    // oxlint-disable-next-line no-await-in-loop -- one probe follows the other
    const state = await probe(session, untilMs, options.probeTimeoutMs);
    signal.throwIfAborted();
    portFault = state instanceof LinkError && state.code.startsWith('PORT_') ? state : undefined;
    if (!(state instanceof LinkError)) {
      const standing = standingOf(state, options.hash);
      if (standing === 'confirmed' || standing === 'on-trial') return state;
      const waits = standing === (options.isMarked ? 'pending' : 'stored');
      if (!waits) throw reverted(activeSlot(state)?.version ?? 'unknown');
      answered = true;
      if (clock.now() - resetMs >= resetAgainMs) {
        resetMs = clock.now();
        // oxlint-disable-next-line no-await-in-loop -- see above
        await requestReset(session);
      }
    }
    // oxlint-disable-next-line no-await-in-loop -- see above
    await pause(clock, probePauseMs, signal);
  }
  const waitedS = options.waitMs / 1000;
  if (portFault !== undefined) throw portFault;
  throw answered ? neverReset(waitedS) : silentAfterReset(waitedS);
}

/**
 * A fault while nothing usable answers: a booting device is silent, hangs up, or speaks as its boot
 * loader.
 */
async function probe(
  session: SmpSession,
  untilMs: number,
  timeoutMs: number,
): Promise<ImageStateResponse | LinkError> {
  try {
    if (session.isHungUp) await session.reopen(untilMs);
    return await session.request(ImageState.read, {}, { phase: 'the boot', timeoutMs, retries: 0 });
  } catch (error) {
    if (error instanceof LinkError) return error;
    throw error;
  }
}
