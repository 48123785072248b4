import {
  applySettings,
  encodeInstructionBody,
  equalBytes,
  McumgrError,
  readSetting,
  sendInstruction,
  SmpGroup,
  SmpRefusal,
  SettingsError,
  TrackerStatusCommand,
  UsageError,
  type BufferParams,
  type SettingChange,
  type TrackerStatus,
} from '@feierabend/protocol';

import type { CommandContext } from '../command.ts';
import type { SmpSession } from '../session/smp-session.ts';
import { signFor, type Signing } from '../signing/signing.ts';
import { VerificationError } from '../verification-error.ts';

/** Values by name; undefined where the device has none. */
export type SettingBytes = ReadonlyMap<string, Uint8Array | undefined>;

/** Reads settings one after the other; what can be written and not read counts as absent. */
export async function readSettings(
  { signal }: CommandContext,
  session: SmpSession,
  names: readonly string[],
): Promise<SettingBytes> {
  const values = new Map<string, Uint8Array | undefined>();
  for (const name of names) {
    // oxlint-disable-next-line no-await-in-loop -- one request after the other
    values.set(name, await readOne(session, name, signal));
  }
  return values;
}

async function readOne(session: SmpSession, name: string, signal: AbortSignal) {
  try {
    return await readSetting(session.client, name, { signal });
  } catch (error) {
    const absent = [SettingsError.rootKeyNotFound, SettingsError.readNotSupported];
    const isAbsent =
      error instanceof SmpRefusal && absent.some((code) => error.is(SmpGroup.settings, code));
    if (isAbsent) return undefined;
    throw error;
  }
}

export interface SettingsRun {
  readonly context: CommandContext;
  readonly session: SmpSession;
  readonly limits: BufferParams;
  /** Reads the keys when the device asks for signatures. */
  readonly signing: () => Promise<Signing | undefined>;
}

/**
 * Writes all of the changes or none: as one signed instruction where the device belongs to somebody,
 * else as plain settings that are saved. Every one is read back; exit code 7 when one differs.
 *
 * @returns The number of the instruction, where there was one.
 */
export async function writeSettings(
  run: SettingsRun,
  changes: readonly SettingChange[],
): Promise<number | undefined> {
  const { context, session } = run;
  const status = await ownerOf(session);
  const sequence = await context.step(
    'write',
    status === undefined ? 'Writing and saving settings' : 'Signing and sending settings',
    async () => {
      context.leaves(
        'the device has the old settings or the new ones; "flasher config diff" shows',
      );
      if (status !== undefined) return sendSigned(run, status, changes);
      await applySettings(session.client, changes, { signal: context.signal });
      return undefined;
    },
  );
  await context.step('verify', 'Reading the settings back', async () => {
    const names = changes.map(({ name }) => name);
    const held = await readSettings(context, session, names);
    for (const { name, value } of changes) refuseOther(name, held.get(name), value);
  });
  return sequence;
}

/** The status of a device that belongs to somebody. */
async function ownerOf(session: SmpSession): Promise<TrackerStatus | undefined> {
  try {
    const status = await session.request(TrackerStatusCommand.read, {}, { phase: 'identify' });
    return status.life === 'unprovisioned' ? undefined : status;
  } catch (error) {
    const isStock = error instanceof SmpRefusal && error.is(undefined, McumgrError.notSupported);
    if (isStock) return undefined;
    throw error;
  }
}

async function sendSigned(
  { context, session, limits, signing }: SettingsRun,
  { ten, dev, seq }: TrackerStatus,
  changes: readonly SettingChange[],
): Promise<number> {
  const signs = await signing();
  if (signs === undefined) throw needsKeys(dev);
  const body = encodeInstructionBody('settings', {
    entries: changes.map(({ name, value }) => (value === undefined ? { name } : { name, value })),
  });
  const addressee = { tenant: ten, device: dev, sequence: seq + 1 };
  const order = signFor(signs, addressee, { kind: 'settings', body });
  const how = { ...limits, signal: context.signal };
  return (await sendInstruction(session.client, order, how)).sequence;
}

/** Deleted is what the firmware has without a value, which may be an initial one. */
function refuseOther(name: string, held: Uint8Array | undefined, wanted: Uint8Array | undefined) {
  if (wanted === undefined || (held !== undefined && equalBytes(held, wanted))) return;
  throw new VerificationError({
    code: 'VERIFY_SETTING',
    expected: `the device to hold ${name} as it was written`,
    came: held === undefined ? 'it gives nothing back' : 'it gives another value back',
    next: 'do not rely on its settings; look at "flasher config get"',
  });
}

function needsKeys(device: string): UsageError {
  return new UsageError({
    code: 'CONFIG_KEYS',
    expected: `two signatures for a change of ${device}, --key, --cosign and --reason`,
    came: 'the device belongs to somebody, and some of them are missing',
    next: 'name the keys of both sides, and say why',
  });
}
