import { arrayOf, int, optional, uint } from '../../schema/cbor-fields.ts';
import { cborMap } from '../../schema/cbor-map.ts';
import type { Infer } from '../../schema/infer.ts';
import { readCommand } from '../command.ts';
import { SmpGroup } from '../header.ts';
import { EmptyMap } from './os-group.ts';

export const SlotInfo = cborMap('SlotInfo', {
  slot: uint('number of the slot'),
  size: optional(uint('size of the slot in bytes; absent when it could not be read')),
  upload_image_id: optional(uint('the image number an upload to this slot has to name')),
  rc: optional(int('code that the slot could not be read with; 0 is success')),
});
export type SlotInfo = Infer<typeof SlotInfo>;

export const ImageSlots = cborMap('ImageSlots', {
  image: uint('number of the image'),
  slots: arrayOf(SlotInfo, 'its slots'),
  max_image_size: optional(uint('the largest image that can be swapped in, in bytes')),
});
export type ImageSlots = Infer<typeof ImageSlots>;

export const SlotInfoResponse = cborMap('SlotInfoResponse', {
  images: arrayOf(ImageSlots, 'one row for each image'),
});
export type SlotInfoResponse = Infer<typeof SlotInfoResponse>;

export const ImageSlotInfo = {
  read: readCommand({
    group: SmpGroup.image,
    id: 6,
    name: 'slot information',
    request: EmptyMap,
    response: SlotInfoResponse,
  }),
};
