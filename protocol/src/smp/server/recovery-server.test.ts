import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, test } from 'vitest';

import { fromHex } from '../../bytes.ts';
import { decodeCbor, encodeCbor, type CborValue } from '../../cbor.ts';
import { probeServer } from '../client/probe-server.ts';
import { imageLike } from './image-slot.suite.ts';
import { MemoryLink, type MemoryLinkOptions } from '../memory-link.suite.ts';
import { encodeSmpMessage, type SmpMessage } from '../message.ts';
import { Reset } from '../groups/os-group.ts';
import { uploadImage } from '../client/upload.ts';
import { FakeDevice } from './fake-device.suite.ts';
import { RecoveryServer } from './recovery-server.ts';

const hex = (text: string) => fromHex(text) ?? new Uint8Array();
const slotBytes = 200_000;

function request(map: CborValue, parts: Partial<SmpMessage> = {}): Uint8Array {
  const payload = encodeCbor(map);
  return encodeSmpMessage({
    op: 2,
    version: 1,
    group: 1,
    sequence: 9,
    command: 1,
    payload,
    ...parts,
  });
}

function answerOf(server: RecoveryServer, message: Uint8Array) {
  const [answer] = server.receiveMessage(message);
  const item = decodeCbor((answer ?? new Uint8Array()).subarray(8));
  return { first: answer?.[0], map: item.ok ? item.value : undefined };
}

function linkTo(server: RecoveryServer, options: Partial<MemoryLinkOptions> = {}) {
  return new MemoryLink({ handlers: [], bufferBytes: 1024, server, ...options });
}

describe('the recovery double does what was measured', () => {
  const recovery = () => new RecoveryServer({ slotBytes });

  test('the version bits come back, errors are of version 1, success carries rc 0', () => {
    const server = recovery();
    const list = { op: 0, command: 0 } as const;
    expect(answerOf(server, request({}, list)).first).toBe(0x09);
    expect(answerOf(server, request({}, { ...list, version: 0 }))).toMatchObject({
      first: 0x01,
      map: { rc: 0 },
    });
    expect(answerOf(server, request({ off: 0 }))).toEqual({ first: 0x0b, map: { rc: 3 } });
  });

  test.each([
    ['echo', { group: 0, command: 0 }],
    ['erase', { group: 1, command: 5 }],
    ['settings', { group: 3, command: 0 }],
  ])('%s is not supported', (_, parts) => {
    expect(answerOf(recovery(), request({}, parts)).map).toEqual({ rc: 8 });
  });

  test('anything is accepted as an image', () => {
    const data = new Uint8Array(64).fill(0x78);
    expect(answerOf(recovery(), request({ off: 0, len: 640, data })).map).toEqual({
      rc: 0,
      off: 64,
    });
  });

  test('sha is not looked at: offset 0 erases and starts again', () => {
    const server = recovery();
    const first = request({ off: 0, len: 640, sha: hex('aa'), data: new Uint8Array(64) });
    answerOf(server, first);
    answerOf(server, request({ off: 64, data: new Uint8Array(64) }));
    expect(answerOf(server, first).map).toEqual({ rc: 0, off: 64 });
    expect(server.erases).toBe(2);
  });

  test('what does not fill a flash word is asked for again', () => {
    const server = new RecoveryServer({ slotBytes, writeBytes: 4 });
    const start = request({ off: 0, len: 640, data: new Uint8Array(62) });
    expect(answerOf(server, start).map).toEqual({ rc: 0, off: 60 });
    expect(server.shortAnswers).toBe(1);
  });

  test('half a message, or one longer than the buffer, has no answer', () => {
    expect(recovery().receiveMessage(request({}).subarray(0, 5))).toEqual([]);
    expect(recovery().receiveMessage(request({ d: 'x'.repeat(1100) }))).toEqual([]);
  });
});

describe('the client', () => {
  const image = imageLike(132_476);
  const upload = { image, sha256: sha256(image), resume: true, bufferBytes: 1024, bufferCount: 4 };

  test('uploads with a window of one, without sha, and never falls short', async () => {
    const server = new RecoveryServer({ slotBytes, writeBytes: 4 });
    const link = linkTo(server);
    const run = uploadImage(link.client, { ...upload, isRecovery: true });
    const outcome = await link.run(run);
    expect(server.slot.subarray(0, image.length)).toEqual(image);
    // Measured against MCUboot: 134 requests, none short, 186,398 bytes.
    expect(outcome).toMatchObject({ requests: 134, reaskedRequests: 0, resumedAtBytes: 0 });
    expect(outcome.wireBytes).toBeLessThanOrEqual(186_764);
    expect(server).toMatchObject({ shortAnswers: 0, erases: 1 });
    expect(link.requestsAtOnce).toBe(1);
  });

  test('waits for the erase of the whole slot', async () => {
    const server = new RecoveryServer({ slotBytes });
    const link = linkTo(server, { answerDelayMs: (index) => (index === 0 ? 50_000 : 0) });
    const outcome = await link.run(uploadImage(link.client, { ...upload, isRecovery: true }));
    expect(outcome.reaskedRequests).toBe(0);
    expect(server.erases).toBe(1);
  });

  test.each([
    ['that knows nothing', [], true, 93],
    ['with echo and parameters', ['echo', 'parameters'], true, 1024],
    ['of 2026, with a code only where there is nothing else', ['parameters'], false, 1024],
  ] as const)('knows a recovery %s', async (_, extras, sendsCodeAlways, bufferBytes) => {
    const link = linkTo(new RecoveryServer({ slotBytes, extras, sendsCodeAlways }));
    const probe = await link.run(probeServer(link.client));
    expect(probe).toEqual({ isRecovery: true, buffers: { bufferBytes, bufferCount: 1 } });
  });

  test('does not take an application for one', async () => {
    const { handlers } = new FakeDevice(imageLike(64), 1024);
    const link = new MemoryLink({ handlers, bufferBytes: 1024 });
    expect(await link.run(probeServer(link.client))).toMatchObject({ isRecovery: false });
  });

  test('takes the rc 0 of a reset for success', async () => {
    const server = new RecoveryServer({ slotBytes });
    const link = linkTo(server);
    await link.run(link.client.request(Reset.write, {}));
    expect(server.resets).toBe(1);
  });
});
