import { formatVersion, toHex, type BufferParams } from '@feierabend/protocol';

import type { CommandContext, Options } from '../command.ts';
import { bootTimeoutMs, deviceOptions } from '../commands/options.ts';
import { withSession } from '../commands/with-session.ts';
import { readServer } from '../device/server.ts';
import { imageFacts } from '../image/image-view.ts';
import type { Finding } from '../output/reporter.ts';
import { flashApplication } from './flash-application.ts';
import { flashRecovery } from './flash-recovery.ts';
import { inRecovery } from './faults.ts';
import { checkDevice } from './device-check.ts';
import { checkImageFile, type CheckedImage } from './host-check.ts';
import type { ImageRun } from './image-steps.ts';
import type { Standing } from './slots.ts';
import type { UploadFigures } from './upload-step.ts';

/** One flash run: what is sent, to whom, and how. */
export interface FlashRun extends ImageRun {
  readonly limits: BufferParams;
  readonly checked: CheckedImage;
  readonly baudRate: number;
  readonly confirm: boolean;
  /** As the user gave it; undefined lets the device choose. */
  readonly slot: number | undefined;
  /** Buffer of a boot loader that does not say it. */
  readonly recoveryBufferBytes: number | undefined;
}

export interface FlashReport {
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
  const wanted = {
    trustFiles: (options['trust'] ?? []) as readonly string[],
    unverified: options['unverified'] === true,
    board: options['board'] as string | undefined,
    counterMin: options['counterMin'] as number | undefined,
  };
  const checked = await context.step(
    'check',
    `Checking ${file}`,
    () => checkImageFile(context.world, file, wanted),
    ({ image }) => ({
      text: [`Checked   ${formatVersion(image.version)}, ${signatureWords(options)}`],
      result: imageFacts(image),
    }),
  );
  const { baudRate, answerTimeoutMs } = deviceOptions(options);
  const wantsRecovery = options['recovery'] === true;
  const report = await withSession(context, options, async (session, limits) => {
    const server = await readServer(session, context.signal);
    const { isRecovery } = server;
    if (isRecovery && !wantsRecovery) throw inRecovery();
    const before = await checkDevice({
      context,
      session,
      checked,
      file,
      options: wanted,
      isRecovery,
    });
    const run: FlashRun = {
      context,
      session,
      limits,
      checked,
      hash: checked.image.hash,
      before,
      baudRate,
      answerTimeoutMs,
      bootTimeoutMs: bootTimeoutMs(options),
      confirm: options['confirm'] !== false,
      slot: options['slot'] as number | undefined,
      recoveryBufferBytes: options['recoveryBuffer'] as number | undefined,
    };
    return wantsRecovery ? flashRecovery(run, server) : flashApplication(run, server);
  });
  return finding(checked, report);
}

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
