import {
  fromHex,
  type FeierabendError,
  InternalError,
  toHex,
  UsageError,
} from '@feierabend/protocol';

import type { CommandContext, Options } from '../command.ts';
import { withSession } from '../commands/with-session.ts';
import type { Finding } from '../output/reporter.ts';
import { ProblemList } from '../output/problem-list.ts';
import { toFeierabendError } from '../output/error-report.ts';
import { accountFacts, accountOf, type Account } from './account.ts';
import { auditDevice, verifiedOf } from './audit-device.ts';
import type { AuditedRow } from './audit-page.ts';
import { pinnedIdentity } from './device-key.ts';
import { readDeviceList, type ListedDevice } from './device-list.ts';
import { noIdentity } from './faults.ts';
import { drawSample } from './sample.ts';
import { notYet, SamplePage } from './sample-page.ts';

interface Verdict extends AuditedRow {
  readonly error?: FeierabendError;
}

/** Audits some devices of a list, drawn by a seed that is printed, and ends well only if all verify. */
export async function auditSample(context: CommandContext, options: Options): Promise<Finding> {
  const { world } = context;
  const list = options['list'] as string;
  const devices = readDeviceList(await world.readFile(list), list);
  const count = (options['sample'] as number | undefined) ?? devices.length;
  if (count > devices.length) throw tooMany(count, devices.length);
  const seed = (options['seed'] as string | undefined) ?? toHex(world.randomBytes(8));
  const page = await SamplePage.open(context, options, { seed, devices, count });
  const sample = drawSample(devices, count, seed);
  const verdicts: Verdict[] = [];
  for (const [index, device] of sample.entries()) {
    // oxlint-disable no-await-in-loop -- one port after the other
    verdicts.push(await verdictOn(context, device, options));
    await page.write([...verdicts, ...sample.slice(index + 1).map(notYet)]);
    // oxlint-enable no-await-in-loop
  }
  const result = {
    seed,
    drawn: verdicts.map(({ name }) => name),
    of: devices.length,
    report: page.path ?? null,
    devices: verdicts.map(({ name, account, failure }) => ({
      name,
      ...(account === undefined ? { failure: failure ?? '' } : accountFacts(account)),
    })),
  };
  context.found(result);
  refuseFailures(verdicts, seed);
  return {
    text: [
      `Drawn     ${count} of ${devices.length} by the seed ${seed}`,
      ...verdicts.map(({ name, account }) => `Verified  ${name}: ${wordsOf(account)}`),
      ...(page.path === undefined ? [] : [`Report    ${page.path}`]),
    ],
    result,
  };
}

async function verdictOn(
  context: CommandContext,
  device: ListedDevice,
  options: Options,
): Promise<Verdict> {
  const { name, port, identity } = device;
  try {
    const account = await context.step(
      name,
      `Auditing ${name}`,
      async () => accountOf(await verified(context, device, { ...options, port, identity })),
      (found) => ({ text: [`${name}  ${wordsOf(found)}`], result: accountFacts(found) }),
    );
    return { name, account };
  } catch (error) {
    context.signal.throwIfAborted();
    const told = toFeierabendError(error);
    if (told instanceof InternalError) throw told;
    return { name, error: told, failure: `${told.message} [${told.code}]` };
  }
}

async function verified(context: CommandContext, device: ListedDevice, options: Options) {
  const { world } = context;
  const pinned = await pinnedIdentity(world, options);
  const { file } = device;
  if (file === undefined) {
    return withSession(
      context,
      options,
      async (session) => (await auditDevice(session, pinned)).verified,
    );
  }
  const key = pinned && fromHex(pinned.signKey);
  if (key === undefined) throw noIdentity(file);
  return verifiedOf(await world.readFile(file), key, file);
}

function wordsOf(account: Account | undefined): string {
  if (account === undefined) return '';
  const { entries, concerns } = account;
  const look = concerns.length === 0 ? 'no concerns' : `${concerns.length} to look at`;
  return `${entries} entries, ${look}`;
}

/** One journal that does not hold is worse than one device that does not answer. */
function refuseFailures(verdicts: readonly Verdict[], seed: string): void {
  const failed = verdicts.filter(({ error }) => error !== undefined);
  if (failed.length === 0) return;
  const worst =
    failed.find(({ error }) => error?.code.startsWith('VERIFY_') === true)?.error ??
    failed[0]?.error;
  const isUnproved = worst?.code.startsWith('VERIFY_') === true;
  throw new ProblemList(
    {
      code: isUnproved ? 'VERIFY_AUDIT' : 'AUDIT_INCOMPLETE',
      expected: `all ${verdicts.length} devices drawn by the seed ${seed} to verify`,
      came: `${failed.length} did not`,
      next: isUnproved
        ? 'keep the devices named above as evidence, and compare with earlier exports'
        : `reach the devices named above, and audit again with --seed ${seed}`,
    },
    failed.map(({ name, failure }) => `${name}: ${failure ?? ''}`),
  );
}

function tooMany(count: number, of: number): UsageError {
  return new UsageError({
    code: 'AUDIT_SAMPLE',
    expected: `a sample of at most ${of} devices, which is all of the list`,
    came: `${count} are wanted`,
    next: 'choose a smaller number',
  });
}
