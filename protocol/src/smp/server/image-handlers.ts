import { handleCommand, isSmpFailure, type SmpFailure, type SmpHandler } from './handler.ts';
import { ImageSlotInfo, type ImageSlots } from '../groups/slot-info.ts';
import {
  ImageErase,
  ImageState,
  ImageUpload,
  type ImageSlotState,
  type ImageStateWrite,
  type ImageUploadRequest,
  type ImageUploadResponse,
} from '../groups/image-group.ts';

/**
 * What group 1 asks a device. A function that is absent is a command that the device does not have.
 */
export interface ImageDevice {
  /** A row for each slot that holds an image. */
  imageState(): readonly ImageSlotState[];
  /** Marks an image for a test or confirms it. */
  setImageState(request: ImageStateWrite): SmpFailure | undefined;
  /** Takes a piece; `ChunkReceiver` decides what to do with it. */
  upload(request: ImageUploadRequest): ImageUploadResponse | SmpFailure;
  readonly eraseSlot?: (slot: number) => SmpFailure | undefined;
  readonly slotInfo?: () => readonly ImageSlots[] | SmpFailure;
}

/** The slot that is erased when the request names none. */
const secondSlot = 1;

/** The commands of group 1 that this device has. */
export function imageHandlers(device: ImageDevice): readonly SmpHandler[] {
  const handlers = [
    handleCommand(ImageState.read, () => ({ images: device.imageState() })),
    handleCommand(
      ImageState.write,
      (request) => device.setImageState(request) ?? { images: device.imageState() },
    ),
    handleCommand(ImageUpload.write, (request) => device.upload(request)),
  ];
  const { eraseSlot, slotInfo } = device;
  if (eraseSlot !== undefined) {
    handlers.push(
      handleCommand(ImageErase.write, ({ slot }) => eraseSlot(slot ?? secondSlot) ?? {}),
    );
  }
  if (slotInfo !== undefined) {
    handlers.push(
      handleCommand(ImageSlotInfo.read, () => {
        const images = slotInfo();
        return isSmpFailure(images) ? images : { images };
      }),
    );
  }
  return handlers;
}
