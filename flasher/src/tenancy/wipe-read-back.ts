import {
  encodeCbor,
  equalBytes,
  InstructionWrite,
  PolicyRead,
  SmpGroup,
  SmpRefusal,
  TimeChallengeCommand,
  TrackerError,
  TrackerIdentityCommand,
  TrackerStatusCommand,
  type SmpCommand,
} from '@feierabend/protocol';

import type { SmpSession } from '../session/smp-session.ts';
import type { ReadBackRow, WipeRun } from './wipe-run.ts';
import { unproved } from './wipe-receipt.ts';

/** Asks a wiped device for everything it must not have any more; an answer ends with exit code 7. */
export async function readBackWipe(session: SmpSession): Promise<readonly ReadBackRow[]> {
  const gone = 'the device has none: DECOMMISSIONED';
  return [
    await statusRow(session),
    await refusedRow(session, {
      asked: 'policy (64/3)',
      command: PolicyRead.read,
      request: { off: 0 },
      allowed: [TrackerError.noPolicy, TrackerError.decommissioned],
      answer: 'the device has none: NO_POLICY',
    }),
    await refusedRow(session, {
      asked: 'identity and public keys (64/1)',
      command: TrackerIdentityCommand.read,
      request: {},
      allowed: [TrackerError.decommissioned],
      answer: gone,
    }),
    await refusedRow(session, {
      asked: 'time challenge (64/4)',
      command: TimeChallengeCommand.read,
      request: {},
      allowed: [TrackerError.decommissioned],
      answer: gone,
    }),
    await refusedRow(session, {
      asked: 'an instruction (64/2)',
      command: InstructionWrite.write,
      request: { off: 0, len: 1, data: encodeCbor(null) },
      allowed: [TrackerError.decommissioned],
      answer: 'it takes none: DECOMMISSIONED',
    }),
  ];
}

/**
 * Asks a device that lost its reports whether it lost more: it stays in use, with the keys it had. That no report is left is
 * what its receipt says; the count of the status has the receipt itself in it, and what was taken since.
 */
export async function readBackReports({
  session,
  signKey,
}: WipeRun): Promise<readonly ReadBackRow[]> {
  const { life } = await session.request(TrackerStatusCommand.read, {}, { phase: 'verify' });
  if (life !== 'provisioned') throw unproved('a device that stays in use', `it is ${life}`);
  const { sign } = await session.request(TrackerIdentityCommand.read, {}, { phase: 'verify' });
  if (!equalBytes(sign, signKey)) throw unproved('the identity it had before', 'it is another');
  return [
    { asked: 'status (64/0)', answer: 'provisioned: the device stays in use' },
    { asked: 'identity and public keys (64/1)', answer: 'the same as before' },
  ];
}

async function statusRow(session: SmpSession): Promise<ReadBackRow> {
  const status = await session.request(TrackerStatusCommand.read, {}, { phase: 'verify' });
  const isEmpty = status.life === 'decommissioned' && status.pol === undefined && status.que === 0;
  if (isEmpty) {
    const answer = 'decommissioned, closed, no policy in force, no stored batch';
    return { asked: 'status (64/0)', answer };
  }
  throw unproved(
    'a device that is decommissioned, without policy and batches',
    `it is ${status.life} with ${status.que} batches`,
  );
}

interface Refused<Q, P> {
  readonly asked: string;
  readonly command: SmpCommand<Q, P>;
  readonly request: Q;
  readonly allowed: readonly TrackerError[];
  readonly answer: string;
}

async function refusedRow<Q, P>(session: SmpSession, row: Refused<Q, P>): Promise<ReadBackRow> {
  const { asked, command, request, allowed, answer } = row;
  try {
    await session.request(command, request, { phase: `asking for ${asked}` });
  } catch (error) {
    const isGone =
      error instanceof SmpRefusal && allowed.some((code) => error.is(SmpGroup.tracker, code));
    if (isGone) return { asked, answer };
    throw error;
  }
  throw unproved(`no ${asked} on a wiped device`, 'it answered with one');
}
