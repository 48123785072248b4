import {
  DataError,
  formatVersion,
  ImageSlotInfo,
  supported,
  UsageError,
  type ImageStateResponse,
  type SlotInfoResponse,
} from '@feierabend/protocol';

import { activeSlot } from './slots.ts';
import type { FlashRun } from './flash-file.ts';

/** Where an upload goes. */
export interface UploadPlace {
  /** Number the upload names; undefined for the slot that the device chooses. */
  readonly imageNumber: number | undefined;
}

/** The slot an application uploads to when none is named. */
const usualSlot = 1;

/** Finds the slot, and checks that the image fits in, before its first byte is sent. */
export async function uploadPlace(
  run: FlashRun,
  state: ImageStateResponse | undefined,
): Promise<UploadPlace> {
  const { session, slot, context, checked } = run;
  const info = await supported(
    session.client.request(ImageSlotInfo.read, {}, { phase: 'slot sizes', signal: context.signal }),
  );
  const running = state === undefined ? undefined : activeSlot(state)?.slot;
  if (slot !== undefined && slot === running) throw slotRuns(slot);
  const target = slot ?? (state === undefined ? 0 : running === usualSlot ? 0 : usualSlot);
  checkSize(checked.image.totalBytes, info, target, formatVersion(checked.image.version));
  if (slot === undefined) return { imageNumber: undefined };
  const number = slotRow(info, slot)?.upload_image_id;
  if (number !== undefined) return { imageNumber: number };
  const isUsual = slot === (state === undefined ? 0 : usualSlot);
  if (isUsual) return { imageNumber: undefined };
  throw slotUnknown(slot, info);
}

function slotRow(info: SlotInfoResponse | undefined, slot: number) {
  const first = info?.images.find(({ image }) => image === 0);
  return first?.slots.find((row) => row.slot === slot);
}

function checkSize(
  imageBytes: number,
  info: SlotInfoResponse | undefined,
  slot: number,
  version: string,
): void {
  const largest = info?.images.find(({ image }) => image === 0)?.max_image_size;
  const limit = largest ?? slotRow(info, slot)?.size;
  if (limit === undefined || imageBytes <= limit) return;
  throw new DataError({
    code: 'IMAGE_TOO_LARGE',
    expected: `image ${version} to fit into slot ${slot} of ${limit} bytes`,
    came: `it has ${imageBytes}; nothing was sent`,
    next: 'make the image smaller, or check that it is for this board',
  });
}

function slotRuns(slot: number): UsageError {
  return new UsageError({
    code: 'FLASH_SLOT',
    expected: 'a slot that does not run',
    came: `slot ${slot} runs now`,
    next: 'leave --slot out, or write over the running slot from the boot loader: --recovery',
  });
}

function slotUnknown(slot: number, info: SlotInfoResponse | undefined): UsageError {
  const known = info?.images.flatMap(({ slots }) => slots.map((row) => row.slot)) ?? [];
  return new UsageError({
    code: 'FLASH_SLOT',
    expected: `a slot that the device takes uploads for`,
    came:
      known.length === 0
        ? `it does not list its slots, and --slot is ${slot}`
        : `it lists ${known.join(', ')}, without an upload to ${slot}`,
    next: 'leave --slot out: the device chooses',
  });
}
