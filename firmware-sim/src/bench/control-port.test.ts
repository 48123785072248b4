import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ByteQueue } from '../adapters/serial/byte-queue.ts';
import { SocketClient, socketFolder } from '../testing/socket-client.ts';
import { epoch } from '../testing/nmea.ts';
import { at, testPolicy } from '../testing/test-tenant.ts';
import { TestTracker } from '../testing/test-tracker.ts';
import { ControlPort } from './control-port.ts';
import { VirtualBench } from './virtual-bench.ts';

let folder: Awaited<ReturnType<typeof socketFolder>>;
let world: TestTracker;
let gnss: ByteQueue;
let port: ControlPort;
let client: SocketClient;
let isReleased: Promise<void>;

beforeEach(async () => {
  folder = await socketFolder();
  world = new TestTracker({ startS: at(9) });
  gnss = new ByteQueue();
  const { device, clock } = world;
  const flash = world.cells;
  const bench = new VirtualBench({ device, clock, gnss, network: undefined, flash });
  let released: () => void = () => {};
  isReleased = new Promise((resolve) => (released = resolve));
  port = new ControlPort({ handle: (request) => bench.handle(request), released });
  client = await SocketClient.open(await port.listen(join(folder.path, 'c')));
});
afterEach(async () => {
  await client.close();
  await port.close();
  await folder.remove();
});

async function ask(request: object | string): Promise<Record<string, unknown>> {
  client.send(`${typeof request === 'string' ? request : JSON.stringify(request)}\n`);
  return JSON.parse(await client.readTo('\n')) as Record<string, unknown>;
}

describe('the control port', () => {
  it('switches power and moves time, with the bytes of the GNSS port at their instants', async () => {
    expect(await ask({ id: 1, do: 'power', on: true })).toMatchObject({
      id: 1,
      ok: true,
      uptimeMs: 0,
    });
    world.apply(testPolicy);
    const feed: [number, number][] = [];
    for (let second = 1; second <= 6; second += 1) {
      const bytes = epoch((at(9) + second) * 1000, { latitude: 48, longitude: 11 });
      gnss.push(bytes);
      feed.push([second * 1000, bytes.length]);
    }
    const answer = await ask({ id: 2, do: 'advance', untilMs: 10_000, feed });
    expect(answer).toEqual({
      id: 2,
      ok: true,
      uptimeMs: 10_000,
      counters: {
        epochsWithPosition: 6,
        epochsWithheld: 3,
        fixesTaken: 1,
        sentencesAccepted: 12,
        sentencesSkipped: 0,
        waitingFrames: expect.any(Number),
      },
      indicator: 'on',
    });
    expect(await ask({ id: 3, do: 'power', on: false })).toMatchObject({
      ok: true,
      uptimeMs: 10_000,
    });
    expect(world.device.tracker).toBeUndefined();
  });

  it.each(['no json', '{}', '[]', '{"id":1,"do":"fly"}', '{"id":1,"do":"power","on":1}', ''])(
    'answers %j with an error, and goes on',
    async (line) => {
      expect(await ask(line)).toMatchObject({ id: -1, ok: false, code: 'CONTROL_REQUEST' });
      expect(await ask({ id: 5, do: 'advance', untilMs: 1 })).toMatchObject({ id: 5, ok: true });
    },
  );

  it('answers a line without an end once, and goes on', async () => {
    client.send('x'.repeat(2 * 1024 * 1024));
    expect(await ask('the rest of it')).toMatchObject({ id: -1, ok: false });
    expect(await ask({ id: 5, do: 'advance', untilMs: 1 })).toMatchObject({ id: 5, ok: true });
  });

  it('moves switches and presses buttons, and reads the light', async () => {
    world.device.powerOn();
    world.apply(testPolicy);
    const press = { do: 'input', input: 'sos', active: true };
    expect(await ask({ id: 1, ...press })).toMatchObject({ ok: true, indicator: 'double-flash' });
    expect(await ask({ id: 2, ...press, active: false })).toMatchObject({ ok: true });
    expect(await ask({ id: 3, do: 'advance', untilMs: 60_000 })).toMatchObject({
      indicator: 'off',
    });
    expect(await ask({ id: 4, ...press, input: 'door' })).toMatchObject({ id: -1, ok: false });
  });

  it('reads the flash chip, with the power off as well, to its end and no further', async () => {
    const { sizeBytes } = world.cells;
    world.cells.program(sizeBytes - 4096, Uint8Array.of(1, 2, 3));
    const end = { do: 'flash', at: sizeBytes - 4096, bytes: 8192 };
    const { flash } = await ask({ id: 1, ...end });
    const bytes = Buffer.from(String(flash), 'base64');
    expect([bytes.length, ...bytes.subarray(0, 4)]).toEqual([4096, 1, 2, 3, 0xff]);
    expect(await ask({ id: 2, ...end, at: sizeBytes })).toMatchObject({ ok: true, flash: '' });
    expect(await ask({ id: 3, ...end, bytes: 65_537 })).toMatchObject({ id: -1, ok: false });
  });

  it('answers what goes wrong inside the tracker', async () => {
    world.device.powerOn = () => {
      throw new TypeError('seeded');
    };
    expect(await ask({ id: 1, do: 'power', on: true })).toMatchObject({
      ok: false,
      code: 'INTERNAL',
    });
  });

  it('shows tapped bytes between its answers', async () => {
    port.tap('log', 5, new TextEncoder().encode('hi'));
    expect(JSON.parse(await client.readTo('\n'))).toEqual({
      tap: 'log',
      uptimeMs: 5,
      base64: 'aGk=',
    });
  });

  it('does not go back in time', async () => {
    await ask({ id: 1, do: 'advance', untilMs: 5000 });
    expect(await ask({ id: 2, do: 'advance', untilMs: 1000 })).toMatchObject({ uptimeMs: 5000 });
  });

  it('says when the bench has gone', async () => {
    await client.close();
    await isReleased;
  });
});
