import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { EpochAssembler } from '../gnss/epoch.ts';
import { SentenceGuard } from '../gnss/sentence-guard.ts';
import { VirtualClock } from '../hardware/virtual-clock.ts';
import { rmc } from '../testing/nmea.ts';
import { openReceiver, parseReceiverTarget, type ReceiverTarget } from './receiver-source.ts';

const nowMs = Date.UTC(2026, 10, 23, 9);
const place = { latitude: 48.37, longitude: 10.89 };
let folder: string;
let path: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'receiver-'));
  path = join(folder, 'drive.nmea');
  const seconds = Array.from({ length: 20 }, (_, i) => Date.UTC(2009, 3, 1, 12, 0, i));
  await writeFile(path, seconds.map((timeMs) => rmc(timeMs, place)).join(''));
});
afterAll(() => rm(folder, { recursive: true }));

/** What is heard within some seconds: how far each epoch's own time is from the time it is heard at. */
async function hear(target: ReceiverTarget, seconds: number) {
  const clock = new VirtualClock();
  const guard = new SentenceGuard();
  const assembler = new EpochAssembler();
  const offsMs: number[] = [];
  const log: string[] = [];
  const receiver = await openReceiver(target, {
    clock,
    nowMs,
    log: (line) => void log.push(line),
    changed: (state) => void log.push(state),
    deliver: (bytes) => {
      for (const sentence of guard.push(bytes)) {
        const epoch = sentence.type === 'RMC' ? assembler.push(sentence) : undefined;
        if (epoch !== undefined) offsMs.push(epoch.timeMs - nowMs);
      }
    },
  });
  while (clock.step(seconds * 1000));
  await receiver.close();
  return { offsMs, log };
}

describe('a source of receiver bytes', () => {
  it('is a recorded log, moved to now and played at its pace', async () => {
    expect(await parseReceiverTarget(path)).toEqual({ kind: 'log', path });
    const { offsMs, log } = await hear({ kind: 'log', path }, 5);
    expect(offsMs.slice(0, 5)).toEqual([0, 1000, 2000, 3000, 4000]);
    expect(log).toEqual([]);
    const whole = await hear({ kind: 'log', path }, 60);
    expect(whole.log).toEqual([expect.stringContaining('is over'), 'over']);
  });

  it('is a day from a seed, from this very second on', async () => {
    expect(await parseReceiverTarget('day:7')).toEqual({ kind: 'day', seed: 7 });
    const { offsMs } = await hear({ kind: 'day', seed: 7 }, 4);
    expect(offsMs).toEqual([0, 1000, 2000, 3000]);
  });

  it('is a live receiver, lost when it falls silent and heard again when it speaks', async () => {
    const clock = new VirtualClock();
    const told: string[] = [];
    let speak = (_bytes: Uint8Array): void => {};
    let opens = 0;
    const receiver = await openReceiver(
      { kind: 'port', path: '/dev/gps', baudRate: 9600 },
      {
        clock,
        nowMs,
        deliver: () => {},
        log: () => {},
        changed: (state) => void told.push(state),
        streamOf: () =>
          Promise.resolve({
            open: (callback) => {
              opens += 1;
              callback(null);
            },
            close: (callback) => callback?.(null),
            on: (event: string, listener: (what: never) => void) => {
              if (event === 'data') speak = (bytes) => listener(bytes as never);
            },
          }),
      },
    );
    const pass = async (untilMs: number) => {
      while (clock.step(untilMs)) {
        // What was due may have begun something that comes back a few turns later.
        // oxlint-disable-next-line no-await-in-loop
        for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
      }
    };
    speak(Uint8Array.of(36));
    await pass(10_000);
    expect([told, opens]).toEqual([['lost'], 1]);
    await pass(11_000);
    speak(Uint8Array.of(36));
    expect([told, opens]).toEqual([['lost', 'heard'], 2]);
    await receiver.close();
  });

  it.each([
    ['COM3', { kind: 'port', path: 'COM3', baudRate: 9600 }],
    ['com12@4800', { kind: 'port', path: 'com12', baudRate: 4800 }],
    ['/dev/null@115200', { kind: 'port', path: '/dev/null', baudRate: 115_200 }],
  ])('is a serial port: %s', async (text, target) => {
    expect(await parseReceiverTarget(text)).toEqual(target);
  });

  it.each(['day:x', 'day:99999999999', '/no/such/port', tmpdir()])(
    'cannot be %s, which is said in a sentence',
    async (text) => {
      await expect(parseReceiverTarget(text)).rejects.toThrow(/serial port such as .* correct/u);
    },
  );
});
