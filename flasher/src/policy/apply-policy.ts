import {
  countersignInstruction,
  equalBytes,
  readOperatorKeyFile,
  sendInstruction,
  signInstruction,
  toHex,
  TrackerStatusCommand,
  type BufferParams,
  type OperatorKey,
  type TrackerStatus,
} from '@feierabend/protocol';
import { describePolicy } from '@feierabend/protocol/policy-source';

import type { CommandContext, Options, World } from '../command.ts';
import { withSession } from '../commands/with-session.ts';
import { fromFile } from '../files/faults.ts';
import type { Finding } from '../output/reporter.ts';
import type { SmpSession } from '../session/smp-session.ts';
import { policyDiffers, statusDiffers } from './faults.ts';
import { readDevicePolicy } from './device-policy.ts';
import { planFacts, planLines, planOf, type PolicyPlan } from './policy-diff.ts';
import {
  countOf,
  lintFacts,
  lintLine,
  readPolicyFile,
  refuseLintErrors,
  type PolicyFile,
} from './policy-file.ts';

interface ApplyRun {
  readonly context: CommandContext;
  readonly policy: PolicyFile;
  readonly signer: OperatorKey;
  readonly cosigner: OperatorKey | undefined;
  readonly reason: string;
  readonly issuedS: number;
}

interface Applied {
  readonly status: TrackerStatus;
  readonly sequence: number;
  readonly instructionDigest: Uint8Array;
  readonly plan: PolicyPlan;
}

/**
 * Signs the policy for the device at the port, gives it to the device, and proves byte by byte what
 * the device then holds.
 */
export async function applyPolicy(
  context: CommandContext,
  file: string,
  options: Options,
): Promise<Finding> {
  const { world } = context;
  const issuedS = (options['issuedAt'] as number | undefined) ?? context.clock.unixS();
  const policy = await checkStep(context, file, issuedS);
  const run: ApplyRun = {
    context,
    policy,
    signer: await readKey(world, options['key'] as string),
    cosigner:
      options['cosign'] === undefined
        ? undefined
        : await readKey(world, options['cosign'] as string),
    reason: options['reason'] as string,
    issuedS,
  };
  const applied = await withSession(context, options, (session, limits) =>
    applyTo(run, session, limits),
  );
  return finding(policy, applied);
}

function checkStep(context: CommandContext, file: string, issuedS: number): Promise<PolicyFile> {
  return context.step(
    'check',
    `Compiling ${file}`,
    async () => {
      const policy = await readPolicyFile(context.world, file, issuedS);
      refuseLintErrors(policy);
      return policy;
    },
    ({ digest, bytes, findings }) => ({
      text: [
        `Compiled  ${bytes.length} bytes, digest ${toHex(digest)}`,
        ...findings.map((found) => `Lint      ${lintLine(found)}`),
      ],
      result: { digest: toHex(digest), sizeBytes: bytes.length, findings: lintFacts(findings) },
    }),
  );
}

async function applyTo(run: ApplyRun, session: SmpSession, limits: BufferParams): Promise<Applied> {
  const { context, policy } = run;
  const { status, plan } = await context.step(
    'identify',
    'Reading status and policy of the device',
    async () => {
      const before = await session.request(TrackerStatusCommand.read, {}, { phase: 'identify' });
      const current = await readDevicePolicy(context, session);
      return { status: before, plan: planOf(current?.compiled, policy.compiled) };
    },
    (found) => ({
      text: [
        `Device    ${found.status.dev} of tenant ${found.status.ten}`,
        ...planLines(found.plan),
      ],
      result: {
        device: found.status.dev,
        tenant: found.status.ten,
        sequence: found.status.seq,
        ...(planFacts(found.plan) as object),
      },
    }),
  );
  const sequence = status.seq + 1;
  const instruction = sign(run, status, sequence);
  const receipt = await context.step(
    'send',
    `Sending instruction ${sequence}`,
    () => {
      context.leaves(
        'the device has the old policy or the new one, whole; "flasher policy plan" shows which',
      );
      return sendInstruction(session.client, instruction, { ...limits, signal: context.signal });
    },
    ({ digest }) => ({
      text: [`Accepted  instruction ${sequence}, digest ${toHex(digest)}`],
      result: { sequence, instructionDigest: toHex(digest) },
    }),
  );
  await verify(run, session, sequence);
  return { status, sequence, instructionDigest: receipt.digest, plan };
}

function sign(run: ApplyRun, status: TrackerStatus, sequence: number): Uint8Array {
  const { signer, cosigner, policy } = run;
  const signed = signInstruction(
    {
      version: 1,
      tenant: status.ten,
      device: status.dev,
      sequence,
      author: signer.name,
      role: signer.role,
      issuedS: run.issuedS,
      reason: run.reason,
      kind: 'policy',
      body: policy.bytes,
    },
    signer,
  );
  return cosigner === undefined ? signed : countersignInstruction(signed, cosigner);
}

async function verify(run: ApplyRun, session: SmpSession, sequence: number): Promise<void> {
  const { context, policy } = run;
  await context.step(
    'verify',
    'Reading the policy back',
    async () => {
      const held = await readDevicePolicy(context, session);
      if (held === undefined || !equalBytes(held.bytes, policy.bytes)) {
        throw policyDiffers(policy.digest, held?.digest);
      }
      const status = await session.request(TrackerStatusCommand.read, {}, { phase: 'verify' });
      if (
        status.seq !== sequence ||
        status.pol === undefined ||
        !equalBytes(status.pol, policy.digest)
      ) {
        throw statusDiffers(sequence, status.seq);
      }
    },
    () => ({ text: [`Verified  ${countOf(policy.bytes.length, 'byte')} read back are the same`] }),
  );
}

async function readKey(world: World, path: string): Promise<OperatorKey> {
  return fromFile(readOperatorKeyFile(new TextDecoder().decode(await world.readFile(path))), path);
}

function finding(policy: PolicyFile, applied: Applied): Finding {
  return {
    text: [`Device ${applied.status.dev} holds policy ${toHex(policy.digest)}`],
    result: {
      device: applied.status.dev,
      tenant: applied.status.ten,
      sequence: applied.sequence,
      digest: toHex(policy.digest),
      instructionDigest: toHex(applied.instructionDigest),
      lines: [...describePolicy(policy.compiled)],
      ...(planFacts(applied.plan) as object),
    },
  };
}
