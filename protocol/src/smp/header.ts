import type { Infer } from '../schema/infer.ts';
import { struct } from '../schema/struct.ts';
import { u16, u8 } from '../schema/fields.ts';

/** The eight bytes before every SMP payload (Zephyr, `smp_protocol.rst`). */
export const SmpHeader = struct('SmpHeader', 'big', {
  versionAndOp: u8('bits 7-5 zero, bits 4-3 version (0 = SMP v1, 1 = SMP v2), bits 2-0 operation'),
  flags: u8('zero; ignored by the receiver'),
  payloadBytes: u16('length of the payload, without this header'),
  group: u16('command group'),
  sequence: u8('chosen by the client, echoed by the server, wraps at 255'),
  command: u8('command inside the group'),
});
export type SmpHeader = Infer<typeof SmpHeader>;

export const SmpOp = { read: 0, readResponse: 1, write: 2, writeResponse: 3 } as const;
export type SmpOp = (typeof SmpOp)[keyof typeof SmpOp];

/** Version bits of the header: errors are `{rc}` in v1 and `{err: {group, rc}}` in v2. */
export const SmpVersion = { v1: 0, v2: 1 } as const;
export type SmpVersion = (typeof SmpVersion)[keyof typeof SmpVersion];

/** Command groups. Groups from 64 up are free for applications; ours is the tracker. */
export const SmpGroup = {
  os: 0,
  image: 1,
  statistics: 2,
  settings: 3,
  files: 8,
  shell: 9,
  enumeration: 10,
  basic: 63,
  tracker: 64,
} as const;
export type SmpGroup = (typeof SmpGroup)[keyof typeof SmpGroup];
