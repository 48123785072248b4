import {
  encodeInstructionBody,
  fromHex,
  sendInstruction,
  SmpGroup,
  SmpRefusal,
  toHex,
  TrackerError,
  TrackerStatusCommand,
  wipeBody,
  type TrackerStatus,
  type WipeBody,
} from '@feierabend/protocol';

import { auditDevice } from '../audit/audit-device.ts';
import { pinnedIdentity } from '../audit/device-key.ts';
import type { ReadJournal } from '../audit/read-journal.ts';
import type { CommandContext, Options, World } from '../command.ts';
import { withSession } from '../commands/with-session.ts';
import { fromFile } from '../files/faults.ts';
import { readIfThere } from '../files/read-if-there.ts';
import type { Finding } from '../output/reporter.ts';
import type { SmpSession } from '../session/smp-session.ts';
import { readInstructionFile, type InstructionFile } from '../signing/instruction-file.ts';
import { readSigning, signFor, type Signing } from '../signing/signing.ts';
import { deletionProtocol } from './deletion-protocol.ts';
import type { ProtocolLanguage } from './deletion-words.ts';
import { identityFile, writeIdentityFile, type IdentityFile } from './identity-file.ts';
import { awaitStatus } from './restart.ts';
import { oneOrder, wipeRefused } from './wipe-faults.ts';
import { checkFiles, readExport, wipeFiles, type WipeFiles } from './wipe-files.ts';
import { preparedFinding, wipeFinding } from './wipe-finding.ts';
import { wholeJournal } from './wipe-journal.ts';
import { readBackReports, readBackWipe } from './wipe-read-back.ts';
import { isCarriedOut, readWipeReceipt } from './wipe-receipt.ts';
import type { ReadBackRow, WipeRun } from './wipe-run.ts';

/** What the command line brings: an order that was signed before, or who signs one now. */
interface Given {
  readonly order: InstructionFile | undefined;
  readonly signing: Signing | undefined;
  readonly pinned: IdentityFile | undefined;
  readonly options: Options;
}

/** The journal as it was before, and the key that verifies what comes after. */
interface Exported extends ReadJournal {
  readonly signKey: Uint8Array;
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
  const name = pinned?.device ?? order?.instruction.device;
  const protocol = options['protocol'] as string | undefined;
  const base = protocol ?? (name === undefined ? undefined : `${name}-deletion`);
  if (base !== undefined) await checkFiles(world, wipeFiles(world, base, options), options);
  return withSession(context, options, async (session, limits) => {
    const before = await context.step('identify', 'Asking the device who it is', () =>
      session.request(TrackerStatusCommand.read, {}, { phase: 'identify' }),
    );
    const files = wipeFiles(world, base ?? `${before.dev}-deletion`, options);
    if (base === undefined) await checkFiles(world, files, options);
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
): Promise<Exported> {
  const { given, before, files } = parts;
  return context.step(
    'export',
    'Exporting and verifying the journal before it is lost',
    async () => {
      if (before.life === 'decommissioned') return exportedBefore(context, given, files);
      const audited = await auditDevice(session, given.pinned);
      await files.write(files.journal, audited.bytes, given.order !== undefined);
      if (given.pinned === undefined) {
        const shown = writeIdentityFile(identityFile(audited.identity));
        await files.write(files.identity, shown, true);
      }
      context.leaves(
        `nothing was sent, and nothing is lost; ${files.journal} is written, so go on with --force`,
      );
      return { ...audited, signKey: audited.identity.sign };
    },
  );
}

async function exportedBefore(
  { world }: CommandContext,
  { pinned, order, options }: Given,
  files: WipeFiles,
): Promise<Exported> {
  const shown = pinned ?? (await pinnedIfThere(world, options, files));
  const signKey = shown && fromHex(shown.signKey);
  if (signKey === undefined || order === undefined) {
    throw oneOrder(order?.instruction.device ?? 'the device');
  }
  return { ...(await readExport(world, files.journal)), signKey };
}

/** What the run that was interrupted has written down. */
async function pinnedIfThere(world: World, options: Options, { identity }: WipeFiles) {
  const isThere = (await readIfThere(world, identity)) !== undefined;
  return isThere ? pinnedIdentity(world, { ...options, identity }) : undefined;
}

async function wipe(
  run: WipeRun,
  exported: Exported,
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
    context.leaves(goesOn(given, files));
    await sendOrder(run, order, body);
  }
  context.leaves(goesOn(given, files));
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
  const { json, html } = deletionProtocol(run, proof, given.options['lang'] as ProtocolLanguage);
  const utf8 = new TextEncoder();
  await files.write(files.json, utf8.encode(`${JSON.stringify(json, undefined, 2)}\n`));
  await files.write(files.html, utf8.encode(html));
  return wipeFinding(proof, files);
}

/** The command that goes on, whether the order was carried out or not. */
function goesOn({ options }: Given, files: WipeFiles): string {
  const named = (name: string): string =>
    typeof options[name] === 'string' ? ` --${name} ${options[name]}` : '';
  const order = (options['instruction'] as string | undefined) ?? files.order;
  const language = options['lang'] === 'en' ? '' : named('lang');
  const line = `flasher wipe --instruction ${order}${named('identity')}${named('protocol')}${language}`;
  return `the order may be carried out; "${line}" goes on and writes the protocol`;
}

function orderFrom({ before }: WipeRun, { signing, options }: Given): InstructionFile {
  if (signing === undefined) throw oneOrder();
  const { scope, data } = options as unknown as WipeBody;
  const body = encodeInstructionBody('wipe', { scope, data });
  const addressee = { tenant: before.ten, device: before.dev, sequence: before.seq + 1 };
  return readInstructionFile(signFor(signing, addressee, { kind: 'wipe', body }), 'the order');
}

function sendOrder(run: WipeRun, order: InstructionFile, body: WipeBody): Promise<unknown> {
  const { context, session, limits, signKey } = run;
  return context.step('send', `Sending the order to wipe (${body.scope})`, async () => {
    try {
      const how = { ...limits, signal: context.signal };
      return await sendInstruction(session.client, order.bytes, how);
    } catch (error) {
      const isOf = (...codes: readonly TrackerError[]) =>
        error instanceof SmpRefusal && codes.some((code) => error.is(SmpGroup.tracker, code));
      // The answer was lost, and the device is at its end already; the receipt proves by which order.
      const { decommissioned, notProvisioned } = TrackerError;
      if (body.scope === 'device' && isOf(decommissioned, notProvisioned)) return undefined;
      // An interrupted run may have sent it: then there is a receipt.
      if (
        isOf(TrackerError.oldSequence) &&
        (await isCarriedOut(session, order, { body, signKey }))
      ) {
        return undefined;
      }
      if (!(error instanceof SmpRefusal) || !isOf(TrackerError.notApplicable)) throw error;
      throw await wipeRefused(session, error);
    }
  });
}

/** A wiped device restarts by itself; one that lost its reports goes on. */
async function proveGone(run: WipeRun, { scope }: WipeBody): Promise<readonly ReadBackRow[]> {
  const { context, session } = run;
  if (scope === 'reports') {
    return context.step('verify', 'Asking the device what it has left', () => readBackReports(run));
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
