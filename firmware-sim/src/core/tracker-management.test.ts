import {
  Echo,
  GroupAt,
  GroupCount,
  GroupDetails,
  GroupList,
  encodeSmpMessage,
  ImageErase,
  ImageState,
  InstructionWrite,
  Params,
  PolicyRead,
  readStoredPolicy,
  Reset,
  sendInstruction,
  SmpRefusal,
  SmpVersion,
  toHex,
  TrackerIdentityCommand,
  TrackerStatusCommand,
  uploadImage,
} from '@feierabend/protocol';
import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';

import {
  at,
  imageTrust,
  policyInstruction,
  testImage,
  testPolicy,
} from '../testing/test-tenant.ts';
import { makeTestTracker, type TestTracker } from '../testing/test-tracker.ts';

const work = { latitude: 48.37, longitude: 10.89 };
const buffers = { bufferBytes: 1024, bufferCount: 4 };

/** Uploads over the serial port; returns the hash that names the image. */
async function upload(world: TestTracker, image: Uint8Array): Promise<Uint8Array> {
  await uploadImage(world.client, {
    ...buffers,
    image,
    sha256: sha256(image),
    resume: true,
    onProgress: () => {},
  });
  const { images } = await world.client.request(ImageState.read, {});
  return images[1]?.hash ?? new Uint8Array();
}

/** The reset the device asked for takes place after the call that asked. */
async function reset(world: TestTracker): Promise<void> {
  await world.client.request(Reset.write, {});
  await Promise.resolve();
}

describe('the management port', () => {
  it('answers echo, parameters, identity and status', async () => {
    const world = makeTestTracker();
    expect(await world.client.request(Echo.write, { d: 'hello' })).toEqual({ r: 'hello' });
    expect(await world.client.request(Params.read, {})).toEqual({ buf_size: 1024, buf_count: 4 });
    expect(await world.client.request(TrackerIdentityCommand.read, {})).toMatchObject({
      dev: 'van-7',
      ten: 'acme',
    });
    expect(await world.client.request(TrackerStatusCommand.read, {})).toMatchObject({
      life: 'provisioned',
      fw: '1.0.0',
      mode: 'closed',
      why: 'no-policy',
      clk: false,
      seq: 0,
    });
  });

  it('knows nothing about itself before it is provisioned', async () => {
    const world = makeTestTracker({ provisioned: false });
    expect(await world.client.request(TrackerStatusCommand.read, {})).toMatchObject({
      dev: '',
      life: 'unprovisioned',
      mode: 'closed',
      why: 'unprovisioned',
      board: imageTrust.boardId,
      cnt: 1,
      flt: [],
    });
    const refused = world.client.request(TrackerIdentityCommand.read, {});
    await expect(refused).rejects.toThrow(SmpRefusal);
    const sent = sendInstruction(world.client, policyInstruction(testPolicy), buffers);
    await expect(sent).rejects.toThrow(/NOT_PROVISIONED/u);
  });

  it('takes an instruction in pieces, and reads the policy back', async () => {
    const world = makeTestTracker({ startS: at(9) });
    const instruction = policyInstruction(testPolicy);
    const small = { bufferBytes: 200, bufferCount: 2 };
    const receipt = await sendInstruction(world.client, instruction, small);
    expect(receipt).toEqual({ sequence: 1, digest: sha256(instruction) });
    const stored = await readStoredPolicy(world.client);
    expect(toHex(stored?.digest ?? new Uint8Array())).toBe(
      toHex(world.duty.active?.digest ?? sha256(instruction)),
    );
    world.driveTo(at(9, 0, 5), () => work);
    expect(await world.client.request(TrackerStatusCommand.read, {})).toMatchObject({
      mode: 'on-duty',
      why: 'policy',
      clk: true,
      seq: 1,
    });
  });

  it('lists its groups as Zephyr does: count, list, one by one, and details', async () => {
    const { client } = makeTestTracker({ provisioned: false });
    const { count } = await client.request(GroupCount.read, {});
    const { groups } = await client.request(GroupList.read, {});
    expect([count, groups]).toEqual([5, [0, 1, 3, 10, 64]]);
    expect(await client.request(GroupAt.read, { index: 4 })).toEqual({ group: 64, end: true });
    await expect(client.request(GroupAt.read, { index: 5 })).rejects.toThrow(/INDEX_TOO_LARGE/u);
    const details = await client.request(GroupDetails.read, { groups: [1, 64] });
    expect(details.groups).toEqual([
      { group: 1, name: 'img mgmt', handlers: 3 },
      { group: 64, name: 'feierabend tracker', handlers: 9 },
    ]);
  });

  it('says that there is no policy', async () => {
    const world = makeTestTracker();
    await expect(world.client.request(PolicyRead.read, { off: 0 })).rejects.toThrow(/NO_POLICY/u);
  });

  it('has no unsigned way to change what is captured', async () => {
    const world = makeTestTracker({ startS: at(9) });
    // Date and time, settings, files, statistics, shell, storage erase, and our own group's other commands.
    const others = [
      [0, 4],
      [3, 0],
      [3, 3],
      [8, 0],
      [9, 0],
      [63, 0],
      [64, 0],
      [64, 1],
      [64, 3],
      [64, 4],
    ] as const;
    const before = Buffer.from(world.cells.read(0, world.cells.sizeBytes));
    for (const [group, command] of others) {
      const request = { group, command, sequence: 1, version: SmpVersion.v2, op: 2 as const };
      const payload = Uint8Array.of(0xa0);
      world.network.request(encodeSmpMessage({ ...request, payload }));
      const answer = world.network.delivered.at(-1)?.payload ?? new Uint8Array();
      // {"rc": 11}: denied; {"rc": 8}: not supported.
      const rc = group === 3 ? 'a16272630b' : 'a162726308';
      expect(toHex(answer.subarray(8)), `group ${group} command ${command}`).toBe(rc);
    }
    expect(before.equals(world.cells.read(0, world.cells.sizeBytes))).toBe(true);
    world.driveTo(at(9, 1), () => work);
    expect(world.duty.recorder.counts.fixesTaken).toBe(0);
  });

  it('answers over the network, and resets when the answer is out', async () => {
    const world = makeTestTracker();
    const request = { group: 0, command: 5, sequence: 9, version: SmpVersion.v2, op: 2 as const };
    world.network.acknowledges = false;
    const first = world.tracker;
    world.network.request(encodeSmpMessage({ ...request, payload: Uint8Array.of(0xa0) }));
    await Promise.resolve();
    expect(world.tracker).toBe(first);
    expect(world.network.delivered).toMatchObject([{ channel: 'smp/rsp' }]);
    world.network.acknowledgeAll();
    await Promise.resolve();
    expect(world.tracker).not.toBe(first);
  });

  it('does not wait for ever for a network that does not take the answer', async () => {
    const world = makeTestTracker();
    world.network.acknowledges = false;
    const first = world.tracker;
    const request = { group: 0, command: 5, sequence: 9, version: SmpVersion.v2, op: 2 as const };
    world.network.request(encodeSmpMessage({ ...request, payload: Uint8Array.of(0xa0) }));
    world.passTo(at(6, 0, 6));
    await Promise.resolve();
    expect(world.tracker).not.toBe(first);
  });

  it('stores what is in RAM before a reset that was asked for', async () => {
    const world = makeTestTracker({ startS: at(9) });
    world.apply(testPolicy);
    world.driveTo(at(9, 5), () => work);
    const taken = world.duty.recorder.counts.fixesTaken;
    await reset(world);
    world.driveTo(at(9, 5, 10), () => work);
    world.duty.stop();
    const sent = world.reports.records.filter(({ kind }) => kind === 'fix').length;
    expect(sent).toBe(taken + world.duty.recorder.counts.fixesTaken);
  });
});

describe('a fleet whose devices were all spoken to', () => {
  const fleet = Array.from({ length: 5 }, (_, index) => makeTestTracker({ seed: index + 1 }));
  const awake = () => fleet.filter(({ device }) => !device.sleep()).length;
  const passMinutes = (minutes: number) => {
    for (const world of fleet) world.passTo(world.nowS + minutes * 60);
  };

  it('is put away ten minutes after the last word, and answers again', async () => {
    for (const world of fleet) world.apply(testPolicy);
    passMinutes(11);
    expect(awake()).toBe(0);
    const status = () => fleet.map(({ client }) => client.request(TrackerStatusCommand.read, {}));
    await Promise.all(status());
    expect(awake()).toBe(fleet.length);
    passMinutes(9);
    expect(awake()).toBe(fleet.length);
    passMinutes(1);
    expect(awake()).toBe(0);
    const answers = await Promise.all(status());
    expect(answers.map(({ life }) => life)).toEqual(fleet.map(() => 'provisioned'));
    expect(awake()).toBe(fleet.length);
  });

  it('forgets half a line that nobody went on with', async () => {
    const world = fleet[0] as TestTracker;
    world.device.serialReceived(Uint8Array.of(0x06, 0x09));
    expect(world.device.sleep()).toBe(false);
    passMinutes(10);
    expect(world.device.sleep()).toBe(true);
    const answer = await world.client.request(TrackerStatusCommand.read, {});
    expect(answer.life).toBe('provisioned');
  });
});

describe('a firmware upgrade over the serial port', () => {
  it('uploads, tests, and confirms', async () => {
    const world = makeTestTracker();
    const hash = await upload(world, testImage(1));
    await world.client.request(ImageState.write, { hash, confirm: false });
    await reset(world);
    expect(world.tracker.bootOutcome).toBe('test-booted');
    await world.client.request(ImageState.write, { confirm: true });
    await reset(world);
    expect([world.tracker.bootOutcome, world.tracker.firmwareVersion]).toEqual(['booted', '1.1.0']);
  });

  it('comes back from an image that fails its self-test', async () => {
    const world = makeTestTracker();
    const hash = await upload(world, testImage(1, { selfTest: 'fail' }));
    await world.client.request(ImageState.write, { hash, confirm: false });
    await reset(world);
    await Promise.resolve();
    expect([world.tracker.bootOutcome, world.tracker.firmwareVersion]).toEqual([
      'reverted',
      '1.0.0',
    ]);
    expect(world.log).toContain('self-test: failed, the watchdog resets the board');
  });

  it('stays with an image that fails its self-test and does not reset, tells it, and goes back at the next reset', async () => {
    const world = makeTestTracker({ startS: at(9) });
    world.apply(testPolicy);
    const hash = await upload(world, testImage(1, { selfTest: 'stay' }));
    await world.client.request(ImageState.write, { hash, confirm: false });
    await reset(world);
    world.driveTo(at(9, 1), () => work);
    const status = await world.client.request(TrackerStatusCommand.read, {});
    expect(status).toMatchObject({ fw: '1.1.0', flt: ['self-test'] });
    expect(world.duty.recorder.counts.fixesTaken).toBe(0);
    await reset(world);
    expect([world.tracker.bootOutcome, world.tracker.firmwareVersion]).toEqual([
      'reverted',
      '1.0.0',
    ]);
  });

  it('captures nothing with an image that fails its self-test and has no way back', async () => {
    const world = makeTestTracker({ startS: at(9), image: testImage(0, { selfTest: 'fail' }) });
    await Promise.resolve();
    expect(world.log.at(-1)).toBe('self-test: failed, waiting for repair');
    await sendInstruction(world.client, policyInstruction(testPolicy), buffers);
    expect((await world.client.request(TrackerStatusCommand.read, {})).flt).toEqual(['self-test']);
    world.driveTo(at(9, 1), () => work);
    expect(world.duty.recorder.counts.fixesTaken).toBe(0);
    const hash = await upload(world, testImage(1));
    await world.client.request(ImageState.write, { hash, confirm: true });
    await reset(world);
    expect(world.tracker.bootOutcome).toBe('swapped');
    world.driveTo(at(9, 2), () => work);
    expect(world.duty.recorder.counts.fixesTaken).toBeGreaterThan(0);
  });

  it('leaves the management port of a board without an image, and nothing else', async () => {
    const world = makeTestTracker({
      startS: at(9),
      image: testImage(0, { key: sha256(new Uint8Array()) }),
    });
    world.driveTo(at(9, 1), () => work);
    expect(world.tracker.bootOutcome).toBe('no-image');
    expect(world.duty.journal.length).toBe(0);
    expect((await world.client.request(ImageState.read, {})).images).toEqual([]);
    expect((await world.client.request(TrackerStatusCommand.read, {})).flt).toEqual(['no-image']);
  });

  it('refuses to erase the way back, a foreign slot, and to test what runs', async () => {
    const world = makeTestTracker();
    const erase = (slot?: number) =>
      world.client.request(ImageErase.write, slot === undefined ? {} : { slot });
    const hash = await upload(world, testImage(1));
    await world.client.request(ImageState.write, { hash, confirm: false });
    await expect(erase()).rejects.toThrow(/NO_FREE_SLOT/u);
    await reset(world);
    await expect(erase()).rejects.toThrow(/NO_FREE_SLOT/u);
    await expect(erase(0)).rejects.toThrow(/INVALID_SLOT/u);
    const test = world.client.request(ImageState.write, { hash, confirm: false });
    await expect(test).rejects.toThrow(/TEST_TO_ACTIVE/u);
    await world.client.request(ImageState.write, { hash, confirm: true });
    await erase();
    const none = world.client.request(ImageState.write, { hash: sha256(hash), confirm: false });
    await expect(none).rejects.toThrow(/HASH_NOT_FOUND/u);
    await expect(world.client.request(ImageState.write, {})).rejects.toThrow(/INVALID_HASH/u);
  });
});

describe('an instruction whose last answer was lost', () => {
  it('is answered again without being handed over again', async () => {
    const world = makeTestTracker();
    const data = policyInstruction(testPolicy);
    const payload = InstructionWrite.write.request.encode({ off: 0, len: data.length, data });
    const request = { group: 64, command: 2, version: SmpVersion.v2, op: 2 as const, payload };
    const send = (sequence: number) => {
      world.network.request(encodeSmpMessage({ ...request, sequence }));
      return toHex(world.network.delivered.at(-1)?.payload ?? new Uint8Array());
    };
    const first = send(7);
    const entries = world.duty.journal.length;
    expect(send(7)).toBe(first);
    expect(world.duty.journal.length).toBe(entries);
    // Under another number as well, and after a reset.
    expect(send(8)).toContain(toHex(sha256(data)));
    world.powerCycle();
    const afterBoot = world.duty.journal.length;
    expect(send(1)).toContain(toHex(sha256(data)));
    expect(world.duty.journal.length).toBe(afterBoot);
  });
});
