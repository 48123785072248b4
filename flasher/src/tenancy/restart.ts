import { LinkError, TrackerStatusCommand, type TrackerStatus } from '@feierabend/protocol';

import type { CommandContext } from '../command.ts';
import { requestReset } from '../flash/await-boot.ts';
import { pause } from '../serial/clock.ts';
import type { SmpSession } from '../session/smp-session.ts';

const waitMs = 60_000;
const probePauseMs = 100;
const probeTimeoutMs = 1000;

/** Has the device restart, and waits until it says what it is meant to have become. */
export function restart(
  context: CommandContext,
  session: SmpSession,
  isDone: (status: TrackerStatus) => boolean,
): Promise<TrackerStatus> {
  return context.step('restart', 'Restarting the device', async () => {
    await requestReset(session);
    return awaitStatus(context, session, isDone);
  });
}

/** Asks for the status until it is as wanted; a port that hangs up is opened again. */
export async function awaitStatus(
  context: CommandContext,
  session: SmpSession,
  isDone: (status: TrackerStatus) => boolean,
): Promise<TrackerStatus> {
  const { clock, signal } = context;
  const untilMs = clock.now() + waitMs;
  let said = 'it was silent';
  while (clock.now() < untilMs) {
    // oxlint-disable no-await-in-loop -- one probe follows the other
    const status = await probe(session, untilMs);
    signal.throwIfAborted();
    if (!(status instanceof LinkError)) {
      if (isDone(status)) return status;
      said = `it says ${status.life}, ${status.mode} (${status.why})`;
    }
    await pause(clock, probePauseMs, signal);
    // oxlint-enable no-await-in-loop
  }
  throw new LinkError({
    code: 'SMP_RESTART',
    expected: `the device to come back within ${waitMs / 1000} s`,
    came: said,
    next: 'reset the device by its power, and look at "flasher info"',
  });
}

async function probe(session: SmpSession, untilMs: number): Promise<TrackerStatus | LinkError> {
  try {
    if (session.isHungUp) await session.reopen(untilMs);
    const options = { phase: 'the restart', timeoutMs: probeTimeoutMs, retries: 0 };
    return await session.request(TrackerStatusCommand.read, {}, options);
  } catch (error) {
    if (error instanceof LinkError) return error;
    throw error;
  }
}
