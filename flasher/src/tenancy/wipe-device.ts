import {
  encodeInstructionBody,
  fromHex,
  sendInstruction,
  SmpGroup,
  SmpRefusal,
  toHex,
  TrackerError,
  TrackerIdentityCommand,
  TrackerStatusCommand,
  wipeBody,
  type TrackerStatus,
  type WipeBody,
} from '@feierabend/protocol';

import { auditDevice } from '../audit/audit-device.ts';
import { pinnedIdentity } from '../audit/device-key.ts';
import type { ReadJournal } from '../audit/read-journal.ts';
import type { CommandContext, Options } from '../command.ts';
import { withSession } from '../commands/with-session.ts';
import { fromFile } from '../files/faults.ts';
import type { Finding } from '../output/reporter.ts';
import type { SmpSession } from '../session/smp-session.ts';
import { readInstructionFile, type InstructionFile } from '../signing/instruction-file.ts';
import { readSigning, signFor, type Signing } from '../signing/signing.ts';
import { deletionProtocol } from './deletion-protocol.ts';
import type { IdentityFile } from './identity-file.ts';
import { awaitStatus } from './restart.ts';
import { oneOrder, wipeRefused } from './wipe-faults.ts';
import { readExport, refuseTaken, wipeFiles, type WipeFiles } from './wipe-files.ts';
import { preparedFinding, wipeFinding } from './wipe-finding.ts';
import { wholeJournal } from './wipe-journal.ts';
import { readBackWipe } from './wipe-read-back.ts';
import { readWipeReceipt } from './wipe-receipt.ts';
import type { ReadBackRow, WipeRun } from './wipe-run.ts';

/** What the command line brings: an order that was signed before, or who signs one now. */
interface Given {
  readonly order: InstructionFile | undefined;
  readonly signing: Signing | undefined;
  readonly pinned: IdentityFile | undefined;
  readonly options: Options;
}

/**
 * The end of the data, or of the device (AVV 11.1): journal out, signed order, receipt, read-back,
 * protocol. Every file is written before the next thing is lost; what was interrupted goes on with
 * the order that lies beside the journal.
 */
export async function wipeDevice(context: CommandContext, options: Options): Promise<Finding> {
  const { world } = context;
  const file = options['instruction'] as string | undefined;
  const order =
    file === undefined ? undefined : readInstructionFile(await world.readFile(file), file);
  const needed = ['key', 'scope', 'data', 'reason'].filter((name) => options[name] === undefined);
  const isSound = order === undefined ? needed.length === 0 : needed.includes('key');
  if (!isSound || (order !== undefined && order.instruction.kind !== 'wipe')) throw oneOrder();
  const signing = order === undefined ? await readSigning(context, options) : undefined;
  const pinned = await pinnedIdentity(world, options);
  const given: Given = { order, signing, pinned, options };
  return withSession(context, options, async (session, limits) => {
    const before = await context.step('identify', 'Asking the device who it is', () =>
      session.request(TrackerStatusCommand.read, {}, { phase: 'identify' }),
    );
    const base = (options['protocol'] as string | undefined) ?? `${before.dev}-deletion`;
    const files = wipeFiles(world, base, options);
    await refuseTaken(world, files, options);
    const exported = await exportStep(context, session, { given, before, files });
    const keyFrom = pinned === undefined ? 'device' : 'identity-file';
    const run: WipeRun = { context, session, limits, before, signKey: exported.signKey, keyFrom };
    return wipe(run, exported, { given, files });
  });
}

/** A device that is wiped already has its journal in the file that the first run has written. */
function exportStep(
  context: CommandContext,
  session: SmpSession,
  parts: { given: Given; before: TrackerStatus; files: WipeFiles },
): Promise<ReadJournal & { readonly signKey: Uint8Array }> {
  const { given, before, files } = parts;
  return context.step(
    'export',
    'Exporting and verifying the journal before it is lost',
    async () => {
      if (before.life !== 'decommissioned') {
        const audited = await auditDevice(session, given.pinned);
        await files.write(files.journal, audited.bytes, given.order !== undefined);
        return audited;
      }
      const { pinned, order } = given;
      const signKey = pinned && fromHex(pinned.signKey);
      if (signKey === undefined || order === undefined) throw oneOrder(before.dev);
      return { ...(await readExport(context.world, files.journal)), signKey };
    },
  );
}

async function wipe(
  run: WipeRun,
  exported: ReadJournal,
  { given, files }: { given: Given; files: WipeFiles },
): Promise<Finding> {
  const { context, session, signKey, before } = run;
  const order = given.order ?? orderFrom(run, given);
  const body = fromFile(wipeBody.decode(order.instruction.body), order.file);
  const prepare = given.options['prepare'] as string | undefined;
  if (prepare !== undefined) {
    await files.write(prepare, order.bytes);
    return preparedFinding(prepare, files.journal);
  }
  if (before.life !== 'decommissioned') {
    if (given.order === undefined) await files.write(files.order, order.bytes);
    await sendOrder(run, order, body);
  }
  const rows = await proveGone(run, body);
  const { receipt, bytes: receiptBytes } = await context.step(
    'receipt',
    'Reading and verifying the receipt',
    () => readWipeReceipt(session, order, { body, signKey }),
    ({ bytes }) => ({ result: { receipt: toHex(bytes) } }),
  );
  const whole =
    body.scope === 'device'
      ? await wholeJournal(session, exported, { receipt, signKey })
      : await journalAfter(run);
  await files.write(files.journal, whole.bytes, true);
  const journal = { file: files.journal, bytes: whole.bytes, entries: whole.entries };
  const proof = { order, body, receipt, receiptBytes, rows, journal };
  const { json, html } = deletionProtocol(run, proof);
  const utf8 = new TextEncoder();
  await files.write(files.json, utf8.encode(`${JSON.stringify(json, undefined, 2)}\n`));
  await files.write(files.html, utf8.encode(html));
  return wipeFinding(proof, files);
}

function orderFrom({ before }: WipeRun, { signing, options }: Given): InstructionFile {
  if (signing === undefined) throw oneOrder();
  const { scope, data } = options as unknown as WipeBody;
  const body = encodeInstructionBody('wipe', { scope, data });
  const addressee = { tenant: before.ten, device: before.dev, sequence: before.seq + 1 };
  return readInstructionFile(signFor(signing, addressee, { kind: 'wipe', body }), 'the order');
}

function sendOrder(run: WipeRun, order: InstructionFile, body: WipeBody): Promise<unknown> {
  const { context, session, limits } = run;
  return context.step('send', `Sending the order to wipe (${body.scope})`, async () => {
    context.leaves(
      'the order may be carried out; "flasher wipe --instruction" with the order beside the journal goes on',
    );
    try {
      const how = { ...limits, signal: context.signal };
      return await sendInstruction(session.client, order.bytes, how);
    } catch (error) {
      const isState =
        error instanceof SmpRefusal && error.is(SmpGroup.tracker, TrackerError.notApplicable);
      if (!isState) throw error;
      throw await wipeRefused(session, error);
    }
  });
}

/** A wiped device restarts by itself; one that lost its reports goes on. */
async function proveGone(run: WipeRun, { scope }: WipeBody): Promise<readonly ReadBackRow[]> {
  const { context, session } = run;
  if (scope === 'reports') {
    return context.step('verify', 'Asking the device what it has left', async () => {
      const status = await session.request(TrackerStatusCommand.read, {}, { phase: 'verify' });
      const identity = await session.request(TrackerIdentityCommand.read, {}, { phase: 'verify' });
      return [
        { asked: 'status (64/0)', answer: `${status.life}, ${status.mode}, ${status.que} batches` },
        { asked: 'identity (64/1)', answer: `${identity.dev}: the device stays in use` },
      ];
    });
  }
  await context.step('erase', 'Waiting for the device to erase itself', () =>
    awaitStatus(context, session, ({ life }) => life === 'decommissioned'),
  );
  return context.step(
    'verify',
    'Asking for what must be gone',
    () => readBackWipe(session),
    (rows) => ({
      text: rows.map(({ asked, answer }) => `Gone      ${asked}: ${answer}`),
      result: rows.map(({ asked, answer }) => ({ asked, answer })),
    }),
  );
}

async function journalAfter({ session }: WipeRun) {
  const { bytes, verified } = await auditDevice(session, undefined);
  return { bytes, entries: verified.entries.length };
}
