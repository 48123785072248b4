import { EventEmitter } from 'node:events';
import { fileURLToPath } from 'node:url';

import type { IndicatorPattern } from '@feierabend/firmware-sim';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { EmulatedBoard } from './emulated/emulated-board.ts';
import { startEmulatedRig } from './emulated/emulated-rig.ts';
import { loadFirmata } from './emulated/firmata-program.ts';
import type { VirtualWiring } from './emulated/virtual-wiring.ts';
import { Rig } from './rig.ts';
import { rigPins } from './rig-pins.ts';

const deadlineMs = 20_000;
const pins = rigPins.parse({
  power: { pin: 7 },
  privateSwitch: { pin: 8, contact: 'NC' },
  sos: { pin: 9 },
  indicator: { pin: 2, lit: 'low' },
  current: { channel: 0, milliampsPerVolt: 50, aliveMilliamps: 5 },
});

/** A tracker that only notes what is done to it. */
const done: string[] = [];
let light: IndicatorPattern = 'off';
let powered: (isOn: boolean) => void = () => {};
const tracker = {
  power: async (isOn: boolean) => {
    done.push(`power ${isOn}`);
    powered(isOn);
    return { indicator: light };
  },
  input: async (name: string, isActive: boolean) => {
    done.push(`${name} ${isActive}`);
    return { indicator: light };
  },
};

let board: EmulatedBoard;
let wiring: VirtualWiring;
let rig: Rig;

beforeAll(async () => {
  const parts = { pins, tracker, program: undefined, speed: 20 };
  ({ board, wiring, rig } = await startEmulatedRig({
    ...parts,
    startMs: deadlineMs,
    answerMs: deadlineMs,
  }));
});
afterAll(() => rig.close());

describe('johnny-five on an emulated Arduino with StandardFirmata', () => {
  it('starts with the power off and every contact open, whichever contact of a relay is used', () => {
    expect(rig.firmware).toBe('StandardFirmata.ino');
    // The normally closed one was closed until the rig had its pin.
    expect(done.splice(0)).toEqual(['private-switch true', 'private-switch false']);
  });

  it('switches the supply of the tracker and sees its current', async () => {
    await rig.power(true);
    expect(done.splice(0)).toEqual(['power true']);
    // A step of a converter of 10 bits is 0.24 mA here.
    expect(await rig.supplyMilliamps()).toBeCloseTo(40, 0);
    await rig.power(false);
    expect(await rig.supplyMilliamps()).toBe(0);
    expect(done.splice(0)).toEqual(['power false']);
  });

  it('moves the private switch and presses the button for help', async () => {
    await rig.privateSwitch(true);
    await rig.pressSos();
    await rig.privateSwitch(false);
    expect(done.splice(0)).toEqual([
      'private-switch true',
      'sos true',
      'sos false',
      'private-switch false',
    ]);
  });

  it('believes the current and not the relay', async () => {
    // What a USB cable does that feeds the tracker past its relay.
    powered = () => void setImmediate(() => board.setVolts(0, 0.7));
    await expect(rig.power(true)).resolves.toBeUndefined();
    await expect(rig.power(false, 400)).rejects.toMatchObject({
      code: 'RIG_POWER',
      came: expect.stringMatching(/3[45]\.\d mA/u),
      next: expect.stringContaining('USB'),
    });
    powered = () => {};
    await rig.power(true);
    await rig.power(false);
    done.length = 0;
  });

  it('tells when the tracker could not follow its pins', async () => {
    powered = () => {
      throw new RangeError('the tracker is gone');
    };
    await expect(rig.power(true)).rejects.toThrow('the tracker is gone');
    powered = () => {};
    await rig.power(false);
    done.length = 0;
  });

  it('says so when the light shows none of the patterns', async () => {
    board.play(2, [
      [true, 400],
      [false, 400],
    ]);
    await expect(rig.indicator()).rejects.toMatchObject({
      code: 'RIG_INDICATOR',
      came: expect.stringMatching(/lit (?:380|400|420) ms, dark (?:380|400|420) ms/u),
    });
  });

  it.each<IndicatorPattern>(['on', 'slow-blink', 'fast-blink', 'double-flash', 'off'])(
    'tells %s from the other patterns of the light',
    async (pattern) => {
      light = pattern;
      wiring.light(pattern);
      expect(await rig.indicator()).toBe(pattern);
    },
  );
});

describe('a rig without a board', () => {
  it('ends with what to check when nobody answers, and lets go of the line', async () => {
    const line = Object.assign(new EventEmitter(), { path: '/dev/nobody', write: () => true });
    let isClosed = false;
    const opening = Rig.open({
      transport: line,
      pins,
      deadlineMs: 20,
      close: async () => void (isClosed = true),
    });
    await expect(opening).rejects.toMatchObject({
      code: 'RIG_BOARD',
      expected: expect.stringContaining('/dev/nobody'),
      next: expect.stringContaining('StandardFirmata'),
    });
    expect(isClosed).toBe(true);
  });

  it('does not wait for a line that has ended', async () => {
    const line = Object.assign(new EventEmitter(), { path: '/dev/gone', write: () => true });
    const opening = Rig.open({
      transport: line,
      pins,
      deadlineMs,
      connect: () => void line.emit('close'),
      close: async () => {},
    });
    await expect(opening).rejects.toThrow('the connection has ended');
  });
});

it('says which program the emulated board needs when another one is named', async () => {
  const image = fileURLToPath(new URL('../../package.json', import.meta.url));
  await expect(loadFirmata(image)).rejects.toMatchObject({ code: 'HEX_RECORD' });
  await expect(loadFirmata(`${image}.hex`)).rejects.toMatchObject({ code: 'RIG_PROGRAM_ABSENT' });
});
