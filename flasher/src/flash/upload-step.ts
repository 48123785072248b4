import { createHash } from 'node:crypto';

import { uploadImage, type UploadOutcome } from '@feierabend/protocol';

import { ProgressMeter } from '../output/progress-meter.ts';
import { formatBytes, formatDuration, formatRate } from '../output/quantities.ts';
import { storedDiffers } from './faults.ts';
import type { FlashRun } from './flash-file.ts';
import { lineLimitBytesPerS } from './line-limit.ts';

export interface UploadFigures {
  readonly totalBytes: number;
  /** What the device had from an earlier, interrupted upload. */
  readonly resumedAtBytes: number;
  readonly wireBytes: number;
  readonly requests: number;
  readonly reaskedRequests: number;
  readonly durationS: number;
  /** Payload sent in this run, per second. */
  readonly bytesPerS: number;
  /** What a line at `--baud` carries at best with this device's buffer and console framing. */
  readonly limitBytesPerS: number;
  readonly linkPercent: number;
}

export interface UploadWay {
  readonly imageNumber: number | undefined;
  readonly isRecovery: boolean;
}

export function uploadStep(run: FlashRun, way: UploadWay): Promise<UploadFigures> {
  const { context, session, limits, checked, baudRate } = run;
  const { bytes } = checked;
  const limitBytesPerS = lineLimitBytesPerS(baudRate, limits);
  const meter = new ProgressMeter({ totalBytes: bytes.length, limitBytesPerS });
  context.leaves(
    way.isRecovery
      ? 'the boot loader waits with half an image; run the same command again to write it from the start'
      : 'the device keeps what arrived; run the same command again and the upload goes on there',
  );
  return context.step(
    'upload',
    `Uploading ${formatBytes(bytes.length)}`,
    async (progress) => {
      const startedMs = context.clock.now();
      const outcome = await uploadImage(session.client, {
        image: bytes,
        sha256: new Uint8Array(createHash('sha256').update(bytes).digest()),
        resume: !way.isRecovery,
        isRecovery: way.isRecovery,
        ...(way.imageNumber === undefined ? {} : { imageNumber: way.imageNumber }),
        signal: context.signal,
        onProgress: ({ sentBytes }) => progress(meter.sample(context.clock.now(), sentBytes)),
        ...limits,
      });
      if (outcome.match === false) throw storedDiffers();
      const durationS = Math.max(0.001, (context.clock.now() - startedMs) / 1000);
      return figures(outcome, durationS, limitBytesPerS);
    },
    (value) => ({ text: [uploadLine(value)], result: { ...value } }),
  );
}

function figures(outcome: UploadOutcome, durationS: number, limitBytesPerS: number): UploadFigures {
  const { totalBytes, resumedAtBytes, wireBytes, requests, reaskedRequests } = outcome;
  const bytesPerS = (totalBytes - resumedAtBytes) / durationS;
  return {
    totalBytes,
    resumedAtBytes,
    wireBytes,
    requests,
    reaskedRequests,
    durationS: round(durationS, 3),
    bytesPerS: round(bytesPerS, 1),
    limitBytesPerS: round(limitBytesPerS, 1),
    linkPercent: round((100 * bytesPerS) / limitBytesPerS, 1),
  };
}

/** No line is faster than itself; a little above 100 is the first request, which erases. */
const unpacedPercent = 105;

function uploadLine(value: UploadFigures): string {
  const resumed =
    value.resumedAtBytes === 0 ? '' : `, resumed at ${formatBytes(value.resumedAtBytes)}`;
  const repeated =
    value.reaskedRequests === 0 ? '' : `, ${value.reaskedRequests} pieces sent again`;
  // Sockets and pseudo-terminals are not paced: there the share says nothing about a line.
  const share = Math.round(value.linkPercent);
  const rate = formatRate(value.bytesPerS);
  const speed =
    share > unpacedPercent
      ? `${rate} (not paced: ${share} % of what the line would carry)`
      : `${rate} = ${share} % of what the line carries`;
  return (
    `Uploaded  ${formatBytes(value.totalBytes)} in ${formatDuration(value.durationS)}${resumed}, ` +
    `${speed}${repeated}`
  );
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
