import { bool, int, optional, text, uint } from '../../schema/cbor-fields.ts';
import { cborMap } from '../../schema/cbor-map.ts';
import type { Infer } from '../../schema/infer.ts';
import { readCommand, writeCommand } from '../command.ts';
import { SmpGroup } from '../header.ts';

const group = SmpGroup.os;

/** The empty map, which asks without arguments or answers "done". */
export const EmptyMap = cborMap('EmptyMap', {});

export const EchoRequest = cborMap('EchoRequest', { d: text('text to send back') });
export type EchoRequest = Infer<typeof EchoRequest>;

export const EchoResponse = cborMap('EchoResponse', { r: text('the text of the request') });
export type EchoResponse = Infer<typeof EchoResponse>;

/** Zephyr answers echo to both operations; so do we. */
const echo = { group, id: 0, name: 'echo', request: EchoRequest, response: EchoResponse };
export const Echo = { read: readCommand(echo), write: writeCommand(echo) };

export const ResetRequest = cborMap('ResetRequest', {
  force: optional(int('not zero: reset although something is under way')),
  boot_mode: optional(uint('1: stay in the boot loader for serial recovery', { max: 255 })),
});
export type ResetRequest = Infer<typeof ResetRequest>;

/**
 * Answered before the reset happens. Never repeated blindly: a second one would reset the new
 * image.
 */
export const Reset = {
  write: writeCommand({
    group,
    id: 5,
    name: 'reset',
    request: ResetRequest,
    response: EmptyMap,
    repeatable: false,
  }),
};

export const ParamsResponse = cborMap('ParamsResponse', {
  buf_size: uint('reassembly buffer in bytes; on a console 4 of them go to length and CRC'),
  buf_count: uint('number of such buffers; one of them holds the answer'),
});
export type ParamsResponse = Infer<typeof ParamsResponse>;

export const Params = {
  read: readCommand({
    group,
    id: 6,
    name: 'parameters',
    request: EmptyMap,
    response: ParamsResponse,
  }),
};

export const BootloaderInfoRequest = cborMap('BootloaderInfoRequest', {
  query: optional(text('"mode" asks for the swap mode; without it the name is given')),
});
export type BootloaderInfoRequest = Infer<typeof BootloaderInfoRequest>;

export const BootloaderInfoResponse = cborMap('BootloaderInfoResponse', {
  bootloader: optional(text('name, such as "MCUboot"')),
  mode: optional(int('0 single, 1 swap-scratch, 2 overwrite, 3 swap, 4-5 direct XIP, 6 RAM load')),
  'no-downgrade': optional(bool('downgrades are refused')),
});
export type BootloaderInfoResponse = Infer<typeof BootloaderInfoResponse>;

export const BootloaderInfo = {
  read: readCommand({
    group,
    id: 8,
    name: 'boot loader information',
    request: BootloaderInfoRequest,
    response: BootloaderInfoResponse,
  }),
};
