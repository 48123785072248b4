import { at, bstr } from '../../schema/cbor-fields.ts';
import { cborMap } from '../../schema/cbor-map.ts';
import { bodyKind, never } from './body-kind.ts';

export const ConfirmFirmwareBodyMap = cborMap(
  'ConfirmFirmwareBody',
  { imageHash: at(1, bstr('SHA-256 TLV of the image that runs on trial', { length: 32 })) },
  { keys: 'integer', closed: true },
);
export type ConfirmFirmwareBody = Parameters<typeof ConfirmFirmwareBodyMap.encode>[0];

/** `confirm-firmware`: the image stays, whose own signature the boot loader has checked. */
export const confirmFirmwareBody = bodyKind(ConfirmFirmwareBodyMap, { needsSecond: never });
