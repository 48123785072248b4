import {
  formatVersion,
  groupFailure,
  handleCommand,
  ImageErase,
  ImageError,
  ImageState,
  ImageUpload,
  SmpGroup,
  type ImageStateResponse,
  type ImageStateWrite,
  type SmpFailure,
  type SmpHandler,
} from '@feierabend/protocol';

import type { ImageSlots, SelectOutcome } from '../boot/image-slots.ts';
import type { Flash } from '../ports.ts';
import { ImageUploadDesk } from './image-upload-desk.ts';

/** Group 1: which images there are, upload, test, confirm, erase. */
export function imageHandlers(slots: ImageSlots, flash: Flash): SmpHandler[] {
  const uploads = new ImageUploadDesk(slots, flash);
  return [
    handleCommand(ImageState.read, () => stateOf(slots)),
    handleCommand(ImageState.write, (request) => setState(slots, request)),
    handleCommand(ImageUpload.write, (request) => uploads.chunk(request)),
    handleCommand(ImageErase.write, ({ slot = 1 }) => {
      if (slot !== 1) return refusal(ImageError.invalidSlot);
      if (!slots.secondFree) return refusal(ImageError.noFreeSlot);
      uploads.forget();
      slots.eraseSecond();
      return {};
    }),
  ];
}

const selectFailures: Readonly<Record<Exclude<SelectOutcome, 'selected'>, ImageError>> = {
  'not-found': ImageError.hashNotFound,
  'is-active': ImageError.testToActiveDenied,
  storage: ImageError.flashWrite,
  'state-unknown': ImageError.flashRead,
};

function setState(
  slots: ImageSlots,
  { hash, confirm = false }: ImageStateWrite,
): ImageStateResponse | SmpFailure {
  if (hash === undefined) {
    if (!confirm) return refusal(ImageError.invalidHash);
    if (!slots.isStateKnown) return refusal(selectFailures['state-unknown']);
    return slots.confirm() ? stateOf(slots) : refusal(ImageError.flashWrite);
  }
  const outcome = slots.select(hash, confirm);
  return outcome === 'selected' ? stateOf(slots) : refusal(selectFailures[outcome]);
}

function stateOf(slots: ImageSlots): ImageStateResponse {
  return {
    images: slots.list().map(({ slot, image, ...flags }) => ({
      slot,
      version: formatVersion(image.version),
      hash: image.hash,
      ...flags,
    })),
  };
}

function refusal(rc: ImageError): SmpFailure {
  return groupFailure(SmpGroup.image, rc);
}
