import { optional, text } from '../../schema/cbor-fields.ts';
import { cborMap } from '../../schema/cbor-map.ts';
import type { Infer } from '../../schema/infer.ts';
import { readCommand, writeCommand } from '../command.ts';
import { SmpGroup } from '../header.ts';
import { EmptyMap } from './os-group.ts';

const group = SmpGroup.os;

/** `yyyy-MM-dd'T'HH:mm:ss.SSSSSS`, with or without the fraction, and with or without the offset. */
export const DateTimeMap = cborMap('DateTimeMap', {
  datetime: text('2026-11-23T07:00:00.000000+01:00; Zephyr sends neither fraction nor offset', {
    max: 40,
  }),
});
export type DateTimeMap = Infer<typeof DateTimeMap>;

/** A tracker that is provisioned takes time from a signed instruction alone: ACCESSDENIED. */
export const DateTime = {
  read: readCommand({
    group,
    id: 4,
    name: 'date and time',
    request: EmptyMap,
    response: DateTimeMap,
  }),
  write: writeCommand({
    group,
    id: 4,
    name: 'set date and time',
    request: DateTimeMap,
    response: EmptyMap,
  }),
};

export const OsInfoRequest = cborMap('OsInfoRequest', {
  format: optional(text('letters of s n r v b m p i o, or a for all; absent is s', { max: 32 })),
});
export type OsInfoRequest = Infer<typeof OsInfoRequest>;

export const OsInfoResponse = cborMap('OsInfoResponse', {
  output: text('the fields in the order of the letters above, a space between two'),
});
export type OsInfoResponse = Infer<typeof OsInfoResponse>;

export const OsInfo = {
  read: readCommand({
    group,
    id: 7,
    name: 'system information',
    request: OsInfoRequest,
    response: OsInfoResponse,
  }),
};

/** The letters of {@link OsInfoRequest}, in the order of their answer. */
export const osInfoFields = {
  s: 'kernelName',
  n: 'nodeName',
  r: 'kernelRelease',
  v: 'kernelVersion',
  b: 'buildTime',
  m: 'machine',
  p: 'processor',
  i: 'hardwarePlatform',
  o: 'operatingSystem',
} as const;
export type OsInfoLetter = keyof typeof osInfoFields;
export type OsInfoField = (typeof osInfoFields)[OsInfoLetter];
