import { bstr, optional, uint } from '../../schema/cbor-fields.ts';
import { cborMap } from '../../schema/cbor-map.ts';
import type { Infer } from '../../schema/infer.ts';
import { readCommand } from '../command.ts';
import { SmpGroup } from '../header.ts';
import { EmptyMap } from './os-group.ts';

const group = SmpGroup.tracker;

export const TimeChallengeResponse = cborMap('TimeChallengeResponse', {
  nonce: bstr('what the next signed time has to bring back', { length: 16 }),
});
export type TimeChallengeResponse = Infer<typeof TimeChallengeResponse>;

export const TimeChallengeCommand = {
  read: readCommand({
    group,
    id: 4,
    name: 'time challenge',
    request: EmptyMap,
    response: TimeChallengeResponse,
  }),
};

export const JournalReadRequest = cborMap('JournalReadRequest', {
  from: uint('number of the first entry that is wanted'),
});
export type JournalReadRequest = Infer<typeof JournalReadRequest>;

export const JournalReadResponse = cborMap('JournalReadResponse', {
  len: uint('entries in the journal'),
  page: bstr('a page of it, with a signed head: see journal.md', { max: 3000 }),
  cut: optional(
    bstr('JournalCheckpoint, when the wanted entry is no longer on the device', { max: 1024 }),
  ),
});
export type JournalReadResponse = Infer<typeof JournalReadResponse>;

export const JournalRead = {
  read: readCommand({
    group,
    id: 5,
    name: 'journal',
    request: JournalReadRequest,
    response: JournalReadResponse,
  }),
};

export const ReceiptReadRequest = cborMap('ReceiptReadRequest', {
  n: uint('number of the receipt, from 0, the oldest first'),
});
export type ReceiptReadRequest = Infer<typeof ReceiptReadRequest>;

export const ReceiptReadResponse = cborMap('ReceiptReadResponse', {
  len: uint('receipts that the device has'),
  receipt: bstr('the deletion receipt, as the device has signed it', { max: 640 }),
  key: bstr('Ed25519 key that verifies it', { length: 32 }),
});
export type ReceiptReadResponse = Infer<typeof ReceiptReadResponse>;

export const ReceiptRead = {
  read: readCommand({
    group,
    id: 6,
    name: 'deletion receipt',
    request: ReceiptReadRequest,
    response: ReceiptReadResponse,
  }),
};
