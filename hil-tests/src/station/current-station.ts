import { FeierabendError, InternalError, LinkError } from '@feierabend/protocol';

import { outcomeOf } from '../outcome/outcome.ts';
import { openStation, type Station } from './station.ts';
import type { RunOrder } from '../run/run-order.ts';

let opening: Promise<Station> | undefined;

/** Opens the bench of a run. Once: a bench that did not open does not open for the next test either. */
export function beginStation(order: RunOrder): void {
  opening = openStation(order).catch((error: unknown) => {
    throw asBenchFault(error);
  });
  // Each test hears of it; until then it is no unhandled rejection.
  opening.catch(() => {});
}

/** The open bench. Rejects with what kept it from opening. */
export async function currentStation(): Promise<Station> {
  if (opening === undefined) throw new InternalError('no run has begun');
  return opening;
}

export async function endStation(): Promise<void> {
  const station = await opening?.catch(() => undefined);
  opening = undefined;
  await station?.close();
}

/** Before the first test nothing was learned about the product, whatever went wrong. */
export function asBenchFault(cause: unknown): FeierabendError {
  if (cause instanceof FeierabendError && outcomeOf(cause) === 'ERROR') return cause;
  const { expected, came, next } = factsOf(cause);
  return new LinkError({ code: 'BENCH_OPEN', expected, came, next, cause });
}

function factsOf(cause: unknown): Record<'expected' | 'came' | 'next', string> {
  if (cause instanceof FeierabendError) {
    const { expected, came, code, next } = cause;
    return { expected: `the bench to open: ${expected}`, came: `${came} [${code}]`, next };
  }
  return {
    expected: 'the bench to open',
    came: cause instanceof Error ? cause.message : String(cause),
    next: 'run "hil bench check" on the bench file, and look who else uses its parts',
  };
}
