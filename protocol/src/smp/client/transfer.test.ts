import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, test } from 'vitest';

import { DataError, UsageError } from '../../errors.ts';
import {
  groupFailure,
  handleCommand,
  protocolFailure,
  type SmpFailure,
  type SmpHandler,
} from '../server/handler.ts';
import { SmpGroup } from '../header.ts';
import { imageLike } from '../server/image-slot.suite.ts';
import { InstructionReceiver } from '../server/instruction-receiver.ts';
import { sendInstruction } from './instruction-transfer.ts';
import { McumgrError } from '../errors/mcumgr-errors.ts';
import { MemoryLink } from '../memory-link.suite.ts';
import { negotiateBuffers, smallestBuffers } from './negotiate.ts';
import { Params } from '../groups/os-group.ts';
import { policyPage, readStoredPolicy } from './policy-transfer.ts';
import { TrackerError } from '../tracker-errors.ts';
import { instructionBytesMax, InstructionWrite, PolicyRead } from '../groups/tracker-group.ts';

const bufferBytes = 384;
const params = { bufferBytes, bufferCount: 4 };
const linkTo = (...handlers: readonly SmpHandler[]) => new MemoryLink({ handlers, bufferBytes });
const code = (error: unknown) => error as { code?: string; errorName?: string };

describe('the instruction transfer', () => {
  function tracker(refusal?: SmpFailure) {
    const executed: Uint8Array[] = [];
    const receiver = new InstructionReceiver((instruction) => {
      executed.push(instruction);
      return refusal ?? 42;
    });
    const handler = handleCommand(InstructionWrite.write, (chunk) => receiver.accept(chunk));
    return { handler, executed };
  }

  test.each([1, 300, 1000, instructionBytesMax])(
    'brings %i bytes and a receipt',
    async (length) => {
      const device = tracker();
      const link = linkTo(device.handler);
      const instruction = imageLike(Math.max(length, 4)).subarray(0, length);
      const receipt = await link.run(sendInstruction(link.client, instruction, params));
      expect(receipt).toEqual({ sequence: 42, digest: sha256(instruction) });
      expect(device.executed).toEqual([instruction]);
    },
  );

  test.each([
    ['in one piece', 200, 0],
    ['in several pieces', 1200, 3],
  ])('an instruction %s is executed once, though its answer is lost', async (_, length, lost) => {
    const device = tracker();
    const link = new MemoryLink({
      handlers: [device.handler],
      bufferBytes,
      toClient: (bytes, index) => (index === lost ? undefined : bytes),
    });
    const receipt = await link.run(sendInstruction(link.client, imageLike(length), params));
    expect(receipt.sequence).toBe(42);
    expect(device.executed).toHaveLength(1);
    expect(link.requests).toHaveLength(lost + 2);
  });

  test('a refusal is repeated too, when its answer is lost', async () => {
    const device = tracker(groupFailure(SmpGroup.tracker, TrackerError.badSignature));
    const link = new MemoryLink({
      handlers: [device.handler],
      bufferBytes,
      toClient: (bytes, index) => (index === 3 ? undefined : bytes),
    });
    const sending = sendInstruction(link.client, imageLike(1200), params);
    const error = await link.run(sending.catch((thrown: unknown) => thrown));
    expect(code(error).errorName).toBe('BAD_SIGNATURE');
    expect(device.executed).toHaveLength(1);
  });

  test.each([
    ['too long', { off: 0, len: instructionBytesMax + 1, data: new Uint8Array(1) }, 13],
    ['without a length', { off: 0, data: new Uint8Array(1) }, 2],
    ['longer than announced', { off: 0, len: 1, data: new Uint8Array(2) }, 2],
  ])('an instruction that is %s is refused by the device', (_, chunk, rc) => {
    const receiver = new InstructionReceiver(() => 1);
    expect(receiver.accept(chunk)).toEqual(groupFailure(SmpGroup.tracker, rc));
  });

  test.each([0, instructionBytesMax + 1])('%i bytes are refused before sending', async (length) => {
    const link = linkTo();
    const sending = sendInstruction(link.client, new Uint8Array(length), params);
    await expect(sending).rejects.toThrow(UsageError);
    expect(link.requests).toHaveLength(0);
  });

  test.each([
    ['no receipt', {}],
    ['a receipt for something else', { seq: 1, digest: new Uint8Array(32) }],
  ])('an end with %s is not taken for success', async (_, receipt) => {
    const handler = handleCommand(InstructionWrite.write, ({ off, data }) => ({
      off: off + data.length,
      ...receipt,
    }));
    const link = linkTo(handler);
    const sending = sendInstruction(link.client, imageLike(50), params);
    await expect(link.run(sending)).rejects.toMatchObject({ code: 'SMP_RECEIPT' });
  });

  test('a refusal of the device keeps its name', async () => {
    const refusal = groupFailure(SmpGroup.tracker, TrackerError.needsSecondSignature);
    const link = linkTo(handleCommand(InstructionWrite.write, () => refusal));
    const sending = sendInstruction(link.client, imageLike(50), params);
    const error = await link.run(sending.catch((thrown: unknown) => thrown));
    expect(code(error).errorName).toBe('NEEDS_SECOND_SIGNATURE');
  });
});

describe('the policy read-back', () => {
  const bytes = imageLike(1000);
  const policy = { bytes, digest: sha256(bytes) };
  type Page = ReturnType<typeof policyPage>;
  const device = (change: (page: Page) => Page = (page) => page) =>
    handleCommand(PolicyRead.read, ({ off }) => change(policyPage(policy, off, bufferBytes)));

  test('gives the whole policy in pages that fit', async () => {
    const link = linkTo(device());
    expect(await link.run(readStoredPolicy(link.client))).toEqual(policy);
    expect(link.requests.length).toBe(4);
  });

  test('gives nothing when the device has none', async () => {
    const refusal = groupFailure(SmpGroup.tracker, TrackerError.noPolicy);
    const link = linkTo(handleCommand(PolicyRead.read, () => refusal));
    expect(await link.run(readStoredPolicy(link.client))).toBeUndefined();
  });

  test('passes other refusals on', async () => {
    const link = linkTo(handleCommand(PolicyRead.read, () => protocolFailure(McumgrError.busy)));
    const error = await link.run(readStoredPolicy(link.client).catch((thrown: unknown) => thrown));
    expect(code(error).errorName).toBe('BUSY');
  });

  test.each<[string, (page: Page) => Page, string]>([
    ['another digest', (page) => ({ ...page, digest: new Uint8Array(32) }), 'SMP_POLICY_DIGEST'],
    ['too long a whole', (page) => ({ ...page, len: 9000 }), 'SMP_CHUNK'],
    [
      'a length that changes',
      (page) => ({ ...page, len: (page.len - page.off / 1e3) >> 0 }),
      'SMP_CHUNK',
    ],
    ['another offset', (page) => ({ ...page, off: page.off + 1 }), 'SMP_CHUNK'],
    ['no data before the end', (page) => ({ ...page, data: new Uint8Array() }), 'SMP_CHUNK'],
    ['more data than announced', (page) => ({ ...page, len: 10 }), 'SMP_CHUNK'],
  ])('%s is a fault of the data', async (_, change, wanted) => {
    const link = linkTo(device(change));
    const error = await link.run(readStoredPolicy(link.client).catch((thrown: unknown) => thrown));
    expect(error).toBeInstanceOf(DataError);
    expect(code(error).code).toBe(wanted);
  });

  test('an offset behind the end gives an empty page', () => {
    expect(policyPage(policy, 5000, bufferBytes)).toMatchObject({
      off: 1000,
      data: new Uint8Array(),
    });
  });
});

describe('the negotiation', () => {
  test('takes what the device says', async () => {
    const link = linkTo(handleCommand(Params.read, () => ({ buf_size: 2048, buf_count: 3 })));
    const wanted = { bufferBytes: 2048, bufferCount: 3 };
    expect(await link.run(negotiateBuffers(link.client))).toEqual(wanted);
  });

  test('takes the smallest buffers when the device does not know the command', async () => {
    const link = linkTo();
    expect(await link.run(negotiateBuffers(link.client))).toEqual(smallestBuffers);
  });

  test('passes other failures on', async () => {
    const link = linkTo(handleCommand(Params.read, () => protocolFailure(McumgrError.busy)));
    await expect(link.run(negotiateBuffers(link.client))).rejects.toMatchObject({ rc: 10 });
  });
});
