import {
  Echo,
  formatVersion,
  ImageState,
  SmpRefusal,
  toHex,
  type BufferParams,
  type ImageStateResponse,
} from '@feierabend/protocol';

import type { CommandContext, Options } from '../command.ts';
import { deviceOptions } from '../commands/options.ts';
import { withSession } from '../commands/with-session.ts';
import { imageFacts } from '../image/image-view.ts';
import type { Finding } from '../output/reporter.ts';
import type { SmpSession } from '../session/smp-session.ts';
import { awaitBoot, requestReset } from './await-boot.ts';
import { notConfirmed, notMarked, storedDiffers } from './faults.ts';
import { checkImageFile, type CheckedImage } from './host-check.ts';
import { activeSlot, standingOf, type Standing } from './slots.ts';
import { uploadStep, type UploadFigures } from './upload-step.ts';

/** One flash run: what is sent, to whom, and how. */
export interface FlashRun {
  readonly context: CommandContext;
  readonly session: SmpSession;
  readonly limits: BufferParams;
  readonly checked: CheckedImage;
  readonly baudRate: number;
  readonly answerTimeoutMs: number;
  readonly bootTimeoutMs: number;
  readonly confirm: boolean;
}

interface FlashReport {
  readonly changed: boolean;
  readonly before: string;
  readonly standing: Standing;
  readonly upload: UploadFigures | undefined;
}

/**
 * Checks the file on the host, then takes the device from what it has to the image that runs and is
 * confirmed.
 */
export async function flashFile(
  context: CommandContext,
  file: string,
  options: Options,
): Promise<Finding> {
  const checked = await context.step(
    'check',
    `Checking ${file}`,
    () =>
      checkImageFile(context.world, file, {
        trustFiles: (options['trust'] ?? []) as readonly string[],
        unverified: options['unverified'] === true,
        board: options['board'] as string | undefined,
        counterMin: options['counterMin'] as number | undefined,
      }),
    ({ image }) => ({
      text: [`Checked   ${formatVersion(image.version)}, ${signatureWords(options)}`],
      result: imageFacts(image),
    }),
  );
  const { baudRate, answerTimeoutMs } = deviceOptions(options);
  const report = await withSession(context, options, (session, limits) =>
    flashDevice({
      context,
      session,
      limits,
      checked,
      baudRate,
      answerTimeoutMs,
      bootTimeoutMs: 1000 * (options['bootTimeout'] as number),
      confirm: options['confirm'] !== false,
    }),
  );
  return finding(checked, report);
}

/**
 * Each step starts from what the device says it has, so an interrupted run goes on where it
 * stopped.
 */
async function flashDevice(run: FlashRun): Promise<FlashReport> {
  const { hash } = run.checked.image;
  const before = await identify(run);
  let standing = standingOf(before, hash);
  const changed = standing !== 'confirmed' && (standing !== 'on-trial' || run.confirm);
  const report = { changed, before: activeSlot(before)?.version ?? 'none' };
  if (!changed) return { ...report, standing, upload: undefined };
  let upload: UploadFigures | undefined;
  if (standing === 'absent') {
    upload = await uploadStep(run);
    await verifyStored(run);
    standing = 'stored';
  }
  if (standing === 'stored') {
    await markForTest(run);
    standing = 'pending';
  }
  if (standing === 'pending') {
    standing = standingOf(await boot(run), hash);
  }
  if (run.confirm && standing === 'on-trial') {
    await confirm(run);
    standing = 'confirmed';
  }
  return { ...report, standing, upload };
}

function identify({ context, session, checked }: FlashRun): Promise<ImageStateResponse> {
  return context.step(
    'identify',
    'Reading the image state',
    () => session.request(ImageState.read, {}, { phase: 'identify' }),
    (state) => {
      const standing = standingOf(state, checked.image.hash);
      const running = activeSlot(state)?.version ?? 'none';
      return {
        text: [`Device    runs ${running}; the new image is ${standingWords[standing]}`],
        result: { running, standing },
      };
    },
  );
}

async function verifyStored({ context, session, checked }: FlashRun): Promise<void> {
  context.leaves('the image is stored and not yet marked; run the same command again to go on');
  await context.step('verify', 'Comparing the stored image by hash', async () => {
    const state = await session.request(ImageState.read, {}, { phase: 'verify' });
    if (standingOf(state, checked.image.hash) === 'absent') throw storedDiffers();
  });
}

async function markForTest({ context, session, checked }: FlashRun): Promise<void> {
  const { hash } = checked.image;
  await context.step('mark', 'Marking the image for a test', async () => {
    await session.request(ImageState.write, { hash, confirm: false }, { phase: 'mark' });
    // The answer of a lost request is not seen; what the device says now is what counts.
    const state = await session.request(ImageState.read, {}, { phase: 'mark' });
    if (standingOf(state, hash) !== 'pending') throw notMarked();
  });
}

function boot(run: FlashRun): Promise<ImageStateResponse> {
  const { context, session, checked } = run;
  context.leaves(
    'the image is marked and boots once at the next reset; run the same command again to go on',
  );
  return context.step(
    'boot',
    'Resetting, and waiting for the new image to answer',
    async () => {
      await requestReset(session);
      return awaitBoot(context, session, {
        hash: checked.image.hash,
        waitMs: run.bootTimeoutMs,
        probeTimeoutMs: run.answerTimeoutMs,
      });
    },
    (state) => ({
      text: [`Booted    ${activeSlot(state)?.version ?? ''} runs, proved by its hash`],
      result: { running: activeSlot(state)?.version ?? null },
    }),
  );
}

async function confirm({ context, session, checked }: FlashRun): Promise<void> {
  const { hash } = checked.image;
  context.leaves(
    'the image runs on trial; run the same command again to confirm it, or reset to revert it',
  );
  await context.step(
    'confirm',
    'Confirming the image',
    async () => {
      await checkHealth(session);
      await session.request(ImageState.write, { hash, confirm: true }, { phase: 'confirm' });
      const state = await session.request(ImageState.read, {}, { phase: 'confirm' });
      if (standingOf(state, hash) !== 'confirmed') throw notConfirmed();
    },
    () => ({ text: ['Confirmed read back from the device'] }),
  );
}

/**
 * The new image must hold a conversation before it is kept; a device without echo does so by
 * refusing it.
 */
async function checkHealth(session: SmpSession): Promise<void> {
  const d = 'feierabend';
  try {
    const { r } = await session.request(Echo.write, { d }, { phase: 'health check' });
    if (r !== d) throw notConfirmed();
  } catch (error) {
    if (!(error instanceof SmpRefusal)) throw error;
  }
}

const standingWords: Readonly<Record<Standing, string>> = {
  confirmed: 'there already, and confirmed',
  'on-trial': 'running on trial',
  pending: 'stored and marked',
  stored: 'stored already',
  absent: 'not there yet',
};

function signatureWords(options: Options): string {
  return options['unverified'] === true ? 'signature NOT checked' : 'hash and signature are true';
}

function finding({ image }: CheckedImage, report: FlashReport): Finding {
  const version = formatVersion(image.version);
  const ending =
    report.standing === 'confirmed'
      ? 'runs and is confirmed'
      : 'runs on trial: the next reset reverts it, unless it is confirmed';
  return {
    outcome: report.changed ? 'ok' : 'skipped',
    text: [`${version} ${ending}${report.changed ? '' : ' (nothing to do)'}`],
    result: {
      version,
      hash: toHex(image.hash),
      before: report.before,
      standing: report.standing,
      upload: report.upload === undefined ? null : { ...report.upload },
    },
  };
}
