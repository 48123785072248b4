import { arrayOf, bool, bstr, oneOf, optional, text, uint } from '../../schema/cbor-fields.ts';
import { cborMap } from '../../schema/cbor-map.ts';
import type { Infer } from '../../schema/infer.ts';
import { readCommand, writeCommand } from '../command.ts';
import { SmpGroup } from '../header.ts';
import { EmptyMap } from './os-group.ts';

const group = SmpGroup.tracker;

/** The longest instruction that a device takes. */
export const instructionBytesMax = 8192;

/** Closed first; `sos` and `break-glass` are open as `on-duty` is. */
const trackerModes = [
  'closed',
  'off-duty',
  'on-duty',
  'private',
  'restricted',
  'reduced',
  'sos',
  'break-glass',
] as const;

export const TrackerStatus = cborMap('TrackerStatus', {
  dev: text('device id'),
  ten: text('tenant; empty before provisioning'),
  life: oneOf('life cycle', ['unprovisioned', 'provisioned', 'decommissioned']),
  fw: text('version of the running firmware'),
  mode: oneOf('what the policy gate does now', trackerModes),
  why: text('why it does so, one word: the reason of the gate'),
  clk: bool('the time is trusted'),
  clock: optional(text('what is known of the time, one word')),
  seq: uint('sequence number of the last accepted instruction; 0 before the first'),
  pol: optional(
    bstr('SHA-256 of the compiled policy in force; absent when there is none', { length: 32 }),
  ),
  review: optional(uint('UTC second at which the policy in force is due for a review')),
  jlen: uint('entries in the journal'),
  jhead: bstr('hash of the newest journal entry', { length: 32 }),
  que: uint('stored report batches that are not acknowledged'),
  board: optional(
    bstr('board whose images the boot loader starts, as in TLV 0x75 (UUID_CID)', { length: 16 }),
  ),
  cnt: optional(
    uint('lowest security counter the boot loader accepts; absent when it cannot tell'),
  ),
  flt: optional(
    arrayOf(
      text('one word', { max: 32 }),
      'what is wrong with firmware and storage; empty when nothing is, absent when it does not tell',
      { itemsMax: 16 },
    ),
  ),
});
export type TrackerStatus = Infer<typeof TrackerStatus>;

export const TrackerStatusCommand = {
  read: readCommand({
    group,
    id: 0,
    name: 'tracker status',
    request: EmptyMap,
    response: TrackerStatus,
  }),
};

export const TrackerIdentity = cborMap('TrackerIdentity', {
  dev: text('device id'),
  ten: text('tenant; empty before provisioning'),
  seal: bstr('public key that seals reports: P-256 point, uncompressed', { length: 65 }),
  sign: bstr('public key that signs the journal: Ed25519', { length: 32 }),
});
export type TrackerIdentity = Infer<typeof TrackerIdentity>;

export const TrackerIdentityCommand = {
  read: readCommand({
    group,
    id: 1,
    name: 'tracker identity',
    request: EmptyMap,
    response: TrackerIdentity,
  }),
};

export const InstructionWriteRequest = cborMap('InstructionWriteRequest', {
  off: uint('offset of the data in the instruction'),
  len: optional(
    uint(`length of the instruction, first request only; at most ${instructionBytesMax}`),
  ),
  data: bstr('the bytes'),
});
export type InstructionWriteRequest = Infer<typeof InstructionWriteRequest>;

export const InstructionWriteResponse = cborMap('InstructionWriteResponse', {
  off: uint('the offset the device wants next; the client follows it, always'),
  seq: optional(uint('last answer only: sequence number of the instruction that was accepted')),
  digest: optional(bstr('last answer only: SHA-256 of the instruction', { length: 32 })),
});
export type InstructionWriteResponse = Infer<typeof InstructionWriteResponse>;

export const InstructionWrite = {
  write: writeCommand({
    group,
    id: 2,
    name: 'instruction',
    request: InstructionWriteRequest,
    response: InstructionWriteResponse,
  }),
};

export const PolicyReadRequest = cborMap('PolicyReadRequest', {
  off: uint('offset in the compiled policy'),
});
export type PolicyReadRequest = Infer<typeof PolicyReadRequest>;

export const PolicyReadResponse = cborMap('PolicyReadResponse', {
  off: uint('offset of the data'),
  len: uint('length of the compiled policy'),
  data: bstr('the bytes, as many as fit'),
  digest: bstr('SHA-256 of the whole compiled policy', { length: 32 }),
});
export type PolicyReadResponse = Infer<typeof PolicyReadResponse>;

export const PolicyRead = {
  read: readCommand({
    group,
    id: 3,
    name: 'policy read-back',
    request: PolicyReadRequest,
    response: PolicyReadResponse,
  }),
};
