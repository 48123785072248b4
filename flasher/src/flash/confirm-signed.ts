import {
  encodeInstructionBody,
  ImageState,
  sendInstruction,
  UsageError,
  type BufferParams,
  type TrackerStatus,
} from '@feierabend/protocol';

import type { Options } from '../command.ts';
import { readTrackerStatus } from '../device/tracker-status.ts';
import { readSigning, signFor } from '../signing/signing.ts';
import { bootStateLost, notConfirmed } from './faults.ts';
import { checkHealth, healthLines, type Health } from './health-check.ts';
import type { ImageRun } from './image-steps.ts';
import { standingOf } from './slots.ts';

const lostState = 'boot-state';
/** What an image says that does not pass its own test. */
const ownFault = 'self-test';

export interface SignedConfirmation {
  readonly run: ImageRun;
  readonly limits: BufferParams;
  readonly options: Options;
}

/** Refuses an unsigned word about an image where the boot loader does not know what it has. */
export function refuseLostState(status: TrackerStatus | undefined): void {
  if (status?.flt?.includes(lostState) === true) throw bootStateLost();
}

/**
 * Keeps the image that runs by a signed instruction that names it, which also brings back a boot
 * state that was lost.
 */
export async function confirmSigned({ run, limits, options }: SignedConfirmation): Promise<Health> {
  const { context, session, hash } = run;
  const status = await readTrackerStatus(session, 'the status');
  if (status?.life !== 'provisioned') throw needsOwner();
  if (options['reason'] === undefined) throw needsReason();
  const signing = await readSigning(context, options);
  context.leaves('the image is confirmed or not; "flasher info" shows it');
  return context.step(
    'confirm',
    'Signing and sending the confirmation',
    async () => {
      const health = await checkHealth({ session, hash, excused: excusedBy(status) });
      const addressee = { tenant: status.ten, device: status.dev, sequence: status.seq + 1 };
      const body = encodeInstructionBody('confirm-firmware', { imageHash: hash });
      const order = signFor(signing, addressee, { kind: 'confirm-firmware', body });
      await sendInstruction(session.client, order, { ...limits, signal: context.signal });
      const state = await session.request(ImageState.read, {}, { phase: 'the confirmation' });
      const after = await readTrackerStatus(session, 'the confirmation');
      const isLost = after?.flt?.includes(lostState) === true;
      if (standingOf(state, hash) !== 'confirmed' || isLost) throw notConfirmed();
      return { ...health, olderFaults: after?.flt ?? [] };
    },
    (health) => ({
      text: [...healthLines(health), 'Confirmed by a signed instruction, and read back'],
      result: { ...health },
    }),
  );
}

/**
 * What a lost boot state is the instruction for. Nobody knows which image brought the other faults of a
 * storage that lost it, except that of the image itself.
 */
function excusedBy({ flt = [] }: TrackerStatus): readonly string[] {
  return flt.includes(lostState) ? flt.filter((fault) => fault !== ownFault) : [];
}

function needsOwner(): UsageError {
  return new UsageError({
    code: 'CONFIRM_KEY',
    expected: 'a device of a tenant, which obeys signed instructions',
    came: 'the device belongs to nobody, or is no tracker',
    next: 'leave --key out',
  });
}

function needsReason(): UsageError {
  return new UsageError({
    code: 'CONFIRM_REASON',
    expected: 'a reason with --key, --reason',
    came: 'none was given',
    next: 'say why: the journal of the device keeps it',
  });
}
