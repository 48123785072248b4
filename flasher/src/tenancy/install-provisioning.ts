import { createHash, type X509Certificate } from 'node:crypto';

import {
  decodeEntry,
  decodeJournalPage,
  JournalRead,
  ProvisioningRecord,
  sendProvisioning,
  toHex,
  TrackerIdentityCommand,
  TrackerStatusCommand,
  type BufferParams,
  type TrackerIdentity,
  type TrackerStatus,
} from '@feierabend/protocol';

import type { CommandContext, Options } from '../command.ts';
import { withSession } from '../commands/with-session.ts';
import type { Finding } from '../output/reporter.ts';
import type { SmpSession } from '../session/smp-session.ts';
import { VerificationError } from '../verification-error.ts';
import { namesIn, readCertificates } from './certificates.ts';
import { unfitRecord } from './faults.ts';
import { identityFile, writeIdentityFile } from './identity-file.ts';
import { readProvisioningParts, recordOf, type ProvisioningParts } from './provisioning-parts.ts';
import { requestStep } from './request-certificate.ts';
import { restart } from './restart.ts';
import { standingOf, type Standing } from './standing.ts';

/**
 * Makes a blank device a tenant's with a certificate that an authority has issued before. A device
 * that an interrupted run has left goes on from where it is.
 */
export async function installProvisioning(
  context: CommandContext,
  options: Options,
): Promise<Finding> {
  const { world } = context;
  const file = options['cert'] as string;
  const parts = await readProvisioningParts(context, options);
  const chain = readCertificates(await world.readFile(file), file);
  const names = chain[0] === undefined ? undefined : namesIn(chain[0]);
  if (names === undefined) {
    throw unfitRecord(`${file} to name device (CN) and tenant (O)`, 'one of them is missing');
  }
  const identity = identityTarget(options, names.device);
  await world.checkTarget(identity.path, identity.replace);
  return withSession(context, options, async (session, limits) => {
    const standing = await standingOf(context, session, names);
    const publicKey =
      standing === 'blank'
        ? (await requestStep(context, session, names)).verified.publicKey
        : undefined;
    const run = { context, session, limits, parts, identity, standing };
    return install(run, chain, publicKey);
  });
}

export interface InstallRun {
  readonly context: CommandContext;
  readonly session: SmpSession;
  readonly limits: BufferParams;
  readonly parts: ProvisioningParts;
  readonly identity: IdentityTarget;
  readonly standing: Standing;
}

interface Provisioned {
  readonly status: TrackerStatus;
  readonly identity: TrackerIdentity;
  /** Whether the journal names the record; it does from the first start of a firmware on. */
  readonly isNoted: boolean;
}

/**
 * Sends the record, has the device restart, and proves what it has become; what is done already is
 * left out.
 *
 * @param publicKey Of the request; undefined when the device has its provisioning already.
 */
export async function install(
  run: InstallRun,
  chain: readonly X509Certificate[],
  publicKey: Uint8Array | undefined,
): Promise<Finding> {
  const { context, session, standing } = run;
  const record = recordOf(run.parts, chain, { publicKey, nowS: context.clock.unixS() });
  const digest = sha256(ProvisioningRecord.encode(record));
  if (standing === 'blank') await sendStep(run, record, digest);
  if (standing !== 'provisioned') {
    await restart(context, session, (status) => status.life === 'provisioned' && isAwake(status));
  }
  context.leaves(`the device is provisioned, and ${goesOn(run)}`);
  const proof = await context.step('verify', 'Reading back what the device has become', () =>
    readBack(session, record, digest),
  );
  return finding(run, chain, { record, digest, proof });
}

function sendStep(run: InstallRun, record: ProvisioningRecord, digest: string) {
  const { context, session, limits } = run;
  return context.step(
    'send',
    `Sending the provisioning of ${record.dev} for ${record.ten}`,
    () => {
      context.leaves(`the device is blank, or has all of its provisioning; ${goesOn(run)}`);
      return sendProvisioning(session.client, record, { ...limits, signal: context.signal });
    },
    () => ({ text: [`Stored    record ${digest}`], result: { record: digest } }),
  );
}

function goesOn({ identity }: InstallRun): string {
  return `the same command again goes on from there and writes ${identity.path}`;
}

function isAwake({ why }: TrackerStatus): boolean {
  return why !== 'waits-for-reset';
}

async function readBack(
  session: SmpSession,
  record: ProvisioningRecord,
  digest: string,
): Promise<Provisioned> {
  const phase = 'verify';
  const status = await session.request(TrackerStatusCommand.read, {}, { phase });
  const identity = await session.request(TrackerIdentityCommand.read, {}, { phase });
  const isSame = [status, identity].every(
    ({ ten, dev }) => ten === record.ten && dev === record.dev,
  );
  if (!isSame) throw differs(`${record.ten}/${record.dev}`, `${status.ten}/${status.dev}`);
  const { page } = await session.request(JournalRead.read, { from: 0 }, { phase });
  const decoded = decodeJournalPage(page);
  const entries = decoded.ok ? decoded.value.entries.map((bytes) => decodeEntry(bytes)) : [];
  const noted = entries.flatMap((entry) =>
    entry.ok && entry.value.kind === 'provisioning' ? [entry.value.detail['record']] : [],
  );
  if (noted.length > 0 && !noted.includes(digest)) throw differs(digest, String(noted[0]));
  if (noted.length === 0 && status.fw !== 'none') {
    throw differs(digest, 'its journal names no provisioning');
  }
  return { status, identity, isNoted: noted.length > 0 };
}

/** Where the device's public keys are kept: looked at before the port is opened. */
export interface IdentityTarget {
  readonly path: string;
  readonly replace: boolean;
}

export function identityTarget(options: Options, device: string): IdentityTarget {
  const path = (options['identity'] as string | undefined) ?? `${device}.identity.json`;
  return { path, replace: options['force'] === true };
}

async function finding(
  { context, identity: { path, replace }, parts }: InstallRun,
  chain: readonly X509Certificate[],
  { record, digest, proof }: { record: ProvisioningRecord; digest: string; proof: Provisioned },
): Promise<Finding> {
  const identity = identityFile(proof.identity);
  await context.world.writeFile(path, writeIdentityFile(identity), { secret: false, replace });
  const [own] = chain;
  return {
    text: [
      `Device    ${record.dev} of tenant ${record.ten}, ${proof.status.life}`,
      `Certified ${own?.subject.replaceAll('\n', ', ') ?? ''}, until ${own?.validTo ?? ''}`,
      ...record.brokers.map(({ url, region }) => `Broker    ${url} in ${region}`),
      ...parts.people.map(({ name, role, keyId }) => `Obeys     ${name}, ${role}, key ${keyId}`),
      `Signs     with key ${identity.signKey}`,
      proof.isNoted
        ? `Journal   names record ${digest}`
        : 'Journal   begins when a firmware starts; no firmware runs yet',
      `Identity  ${path}; keep it: audits compare the device with it`,
    ],
    result: {
      ...identity,
      lifeCycle: proof.status.life,
      record: digest,
      noted: proof.isNoted,
      file: path,
      validUntil: own === undefined ? null : new Date(own.validTo).toISOString(),
      people: parts.people.map(({ name, role, keyId }) => ({ name, role, keyId })),
      brokers: record.brokers.map(({ url, region }) => ({ url, region })),
    },
  };
}

function sha256(bytes: Uint8Array): string {
  return toHex(new Uint8Array(createHash('sha256').update(bytes).digest()));
}

function differs(expected: string, came: string): VerificationError {
  return new VerificationError({
    code: 'VERIFY_PROVISIONING',
    expected: `the device to be ${expected} after its restart`,
    came: `it says ${came}`,
    next: 'do not use the device; look at "flasher info" and "flasher audit"',
  });
}
