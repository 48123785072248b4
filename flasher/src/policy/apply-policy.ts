import {
  DataError,
  sendInstruction,
  toHex,
  TrackerStatusCommand,
  UsageError,
  type BufferParams,
  type TrackerStatus,
} from '@feierabend/protocol';
import { describePolicy } from '@feierabend/protocol/policy-source';

import type { CommandContext, Options } from '../command.ts';
import { withSession } from '../commands/with-session.ts';
import type { Finding } from '../output/reporter.ts';
import type { SmpSession } from '../session/smp-session.ts';
import { issuedAt, readSigning, signFor, type Signing } from '../signing/signing.ts';
import { readConfirmation, refuseSuspended, type Confirmation } from './confirmation.ts';
import { readDevicePolicy } from './device-policy.ts';
import { planFacts, planLines, planOf, type PolicyPlan } from './policy-diff.ts';
import { lintFacts, lintLine } from './policy-findings.ts';
import { proveHeld } from './prove-held.ts';
import {
  readPolicyInput,
  refuseOtherSource,
  signaturesOf,
  type PolicyInput,
} from './read-policy-input.ts';

interface ApplyRun {
  readonly context: CommandContext;
  readonly policy: PolicyInput;
  /** Absent when the file was signed before. */
  readonly signing: Signing | undefined;
  readonly confirmation: Confirmation | undefined;
  /** Sends it although the device has this policy already. */
  readonly again: boolean;
}

interface Applied {
  readonly status: TrackerStatus;
  readonly plan: PolicyPlan;
  /** Undefined when the device had the policy already. */
  readonly sent: { readonly sequence: number; readonly digest: Uint8Array } | undefined;
}

/**
 * Gives the device a policy, signed now or before, in one instruction, and proves byte by byte what
 * the device then holds.
 */
export async function applyPolicy(
  context: CommandContext,
  file: string,
  options: Options,
): Promise<Finding> {
  const run = await checkStep(context, file, options);
  const applied = await withSession(context, options, (session, limits) =>
    applyTo(run, session, limits),
  );
  return finding(run, applied);
}

async function checkStep(
  context: CommandContext,
  file: string,
  options: Options,
): Promise<ApplyRun> {
  const { world } = context;
  const [confirm, source] = [options['confirm'], options['policy']] as (string | undefined)[];
  const confirmation = confirm === undefined ? undefined : await readConfirmation(world, confirm);
  const policy = await context.step(
    'check',
    `Reading ${file}`,
    async () => {
      const read = await readPolicyInput(world, file, issuedAt(context, options));
      if (source !== undefined) refuseOtherSource(read, await readPolicyInput(world, source));
      refuseSuspended(read, confirmation);
      return read;
    },
    ({ digest, bytes, findings }) => ({
      text: [
        `Compiled  ${bytes.length} bytes, digest ${toHex(digest)}`,
        ...findings.map((found) => `Lint      ${lintLine(found)}`),
      ],
      result: { digest: toHex(digest), sizeBytes: bytes.length, findings: lintFacts(findings) },
    }),
  );
  const isSigned = policy.signed !== undefined;
  if (isSigned === (options['key'] !== undefined)) throw signedTwice(file, isSigned);
  if (!isSigned && options['reason'] === undefined) throw noReason();
  const signing = isSigned ? undefined : await readSigning(context, options);
  return { context, policy, confirmation, signing, again: options['again'] === true };
}

async function applyTo(run: ApplyRun, session: SmpSession, limits: BufferParams): Promise<Applied> {
  const { context, policy, confirmation } = run;
  const { status, plan, isHeld } = await identify(run, session);
  // A device that has found itself wrong opens again only for a new signature.
  if (isHeld && status.why !== 'doubt' && !run.again) return { status, plan, sent: undefined };
  const order = orderFor(run, status);
  const sent = await context.step(
    'send',
    `Sending instruction ${order.sequence}`,
    async () => {
      context.leaves(
        'the device has the old policy or the new one, whole; "flasher policy plan" shows which',
      );
      const how = { ...limits, signal: context.signal };
      // The confirmation is in the journal before what it confirms; by itself it opens nothing.
      if (confirmation !== undefined && confirmation.instruction.sequence > status.seq) {
        await sendInstruction(session.client, confirmation.bytes, how);
      }
      return sendInstruction(session.client, order.bytes, how);
    },
    ({ digest, sequence }) => ({
      text: [`Accepted  instruction ${sequence}, digest ${toHex(digest)}`],
      result: { sequence, instructionDigest: toHex(digest) },
    }),
  );
  await proveHeld(context, session, { ...policy, sequence: order.sequence });
  return { status, plan, sent };
}

function identify({ context, policy }: ApplyRun, session: SmpSession) {
  return context.step(
    'identify',
    'Reading status and policy of the device',
    async () => {
      const status = await session.request(TrackerStatusCommand.read, {}, { phase: 'identify' });
      const current = await readDevicePolicy(context, session);
      const isHeld = current !== undefined && toHex(current.digest) === toHex(policy.digest);
      return { status, plan: planOf(current?.compiled, policy.compiled), isHeld };
    },
    ({ status, plan }) => ({
      text: [
        `Device    ${status.dev} of tenant ${status.ten}`,
        ...planLines(plan, signaturesOf(policy)),
      ],
      result: {
        device: status.dev,
        tenant: status.ten,
        sequence: status.seq,
        ...(planFacts(plan) as object),
      },
    }),
  );
}

function orderFor(run: ApplyRun, { ten, dev, seq }: TrackerStatus) {
  const { policy, signing, confirmation } = run;
  const last = Math.max(seq, confirmation?.instruction.sequence ?? 0);
  if (signing !== undefined) {
    const order = { kind: 'policy', body: policy.bytes } as const;
    const addressee = { tenant: ten, device: dev, sequence: last + 1 };
    return { sequence: last + 1, bytes: signFor(signing, addressee, order) };
  }
  const { instruction, bytes } = policy.signed ?? raise(policy.file);
  const { tenant, device, sequence } = instruction;
  if (tenant !== ten || (device !== undefined && device !== dev)) {
    throw forAnother(policy.file, `${tenant}/${device ?? ''}`, `${ten}/${dev}`);
  }
  if (sequence <= last) throw tooOld(policy.file, sequence, last);
  return { sequence, bytes };
}

function finding({ policy }: ApplyRun, { status, plan, sent }: Applied): Finding {
  const facts = {
    device: status.dev,
    tenant: status.ten,
    sequence: sent?.sequence ?? status.seq,
    digest: toHex(policy.digest),
    instructionDigest: sent === undefined ? null : toHex(sent.digest),
    lines: [...describePolicy(policy.compiled)],
    ...(planFacts(plan) as object),
  };
  const had = sent === undefined ? 'held this policy already: ' : 'holds policy ';
  return {
    outcome: sent === undefined ? 'skipped' : 'ok',
    text: [`Device ${status.dev} ${had}${toHex(policy.digest)}`],
    result: facts,
  };
}

function raise(file: string): never {
  throw signedTwice(file, false);
}

function signedTwice(file: string, isSigned: boolean): UsageError {
  return new UsageError({
    code: 'APPLY_KEYS',
    expected: isSigned ? 'no --key, because the file is signed' : 'the key that signs, --key',
    came: isSigned ? `${file} has its signatures already` : `${file} is not signed`,
    next: isSigned
      ? 'leave --key and --cosign out'
      : 'name --key and --reason, or sign it first with "flasher policy sign"',
  });
}

function noReason(): UsageError {
  return new UsageError({
    code: 'APPLY_REASON',
    expected: 'a reason, --reason',
    came: 'there is none',
    next: 'say why; the journal of the device keeps it',
  });
}

function forAnother(file: string, wanted: string, came: string): DataError {
  return new DataError({
    code: 'POLICY_SIGNED_DEVICE',
    expected: `${file} to be for the device at the port, ${came}`,
    came: `it is for ${wanted}`,
    next: 'connect the right device, or sign the policy for this one',
  });
}

function tooOld(file: string, came: number, last: number): DataError {
  return new DataError({
    code: 'POLICY_SIGNED_SEQUENCE',
    expected: `${file} to have a number above ${last}, the last that the device has accepted`,
    came: `its number is ${came}`,
    next: 'sign the policy again; an instruction that was used cannot be used twice',
  });
}
