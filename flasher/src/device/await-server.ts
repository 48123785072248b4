import { LinkError, probeServer } from '@feierabend/protocol';

import type { CommandContext } from '../command.ts';
import { silentAfterReset } from '../flash/faults.ts';
import { pause } from '../serial/clock.ts';
import type { SmpSession } from '../session/smp-session.ts';

export interface AwaitOptions {
  readonly waitMs: number;
  readonly probeTimeoutMs: number;
  /** Who is to come: the other one may still answer before the reset, and gets time to go. */
  readonly wanted: 'application' | 'recovery' | 'either';
}

/** What was seen of a device that was told to reset. */
export interface SeenServer {
  readonly isRecovery: boolean;
  /** How the reset showed itself. */
  readonly sign: 'hang-up' | 'silence' | 'another server' | 'none';
}

const probePauseMs = 100;
/** Zephyr resets a quarter of a second after its answer. */
const resetDelayMs = 500;
/** A device that still answers as the one it was will not turn into the other. */
const unchangedMs = 5000;

/** Waits after a reset until a device answers on the same port again. */
export async function awaitServer(
  context: CommandContext,
  session: SmpSession,
  options: AwaitOptions,
): Promise<SeenServer> {
  const { clock, signal } = context;
  const { wanted, waitMs, probeTimeoutMs } = options;
  const startedMs = clock.now();
  const untilMs = startedMs + waitMs;
  let sign: SeenServer['sign'] = 'none';
  let portFault: LinkError | undefined;
  while (clock.now() < untilMs) {
    if (session.isHungUp) sign = 'hang-up';
    // oxlint-disable-next-line no-await-in-loop -- one probe follows the other
    const seen = await probe(session, { untilMs, timeoutMs: probeTimeoutMs, signal });
    signal.throwIfAborted();
    portFault = seen instanceof LinkError && seen.code.startsWith('PORT_') ? seen : undefined;
    if (seen instanceof LinkError) {
      if (sign === 'none') sign = session.isHungUp ? 'hang-up' : 'silence';
    } else {
      const passedMs = clock.now() - startedMs;
      const isWanted = wanted === 'either' || (wanted === 'recovery') === seen.isRecovery;
      const isOver = sign !== 'none' || passedMs >= resetDelayMs;
      if (isWanted && isOver) return { ...seen, sign };
      if (isWanted && wanted !== 'either') return { ...seen, sign: 'another server' };
      if (!isWanted && passedMs >= unchangedMs) return { ...seen, sign };
    }
    // oxlint-disable-next-line no-await-in-loop -- see above
    await pause(clock, probePauseMs, signal);
  }
  throw portFault ?? silentAfterReset(waitMs / 1000);
}

async function probe(
  session: SmpSession,
  options: { readonly untilMs: number; readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<{ readonly isRecovery: boolean } | LinkError> {
  const { untilMs, timeoutMs, signal } = options;
  try {
    if (session.isHungUp) await session.reopen(untilMs);
    const { isRecovery } = await probeServer(session.client, {
      phase: 'the boot',
      timeoutMs,
      retries: 0,
      signal,
    });
    return { isRecovery };
  } catch (error) {
    if (error instanceof LinkError) return error;
    throw error;
  }
}
