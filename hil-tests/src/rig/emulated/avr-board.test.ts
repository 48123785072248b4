import { beforeAll, describe, expect, it } from 'vitest';

import { AvrBoard, type PinLevel } from './avr-board.ts';
import { loadFirmata } from './firmata-program.ts';

/** Firmata 2.4, protocol.md: pin mode, digital message for a port, state of a pin, report an analog and a digital input. */
const pinMode = (pin: number, mode: number): number[] => [0xf4, pin, mode];
const writePort0 = (bits: number): number[] => [0x90, bits & 0x7f, bits >> 7];
const queryPin = (pin: number): number[] => [0xf0, 0x6d, pin, 0xf7];

const sent: number[] = [];
const moved: [pin: number, level: PinLevel][] = [];
let board: AvrBoard;

const ask = (ms: number, ...bytes: number[]): string => {
  sent.length = 0;
  board.receive(Uint8Array.from(bytes));
  board.runMs(ms);
  return Buffer.from(sent).toString('hex');
};

beforeAll(async () => {
  board = new AvrBoard(await loadFirmata(), {
    transmitted: (byte) => void sent.push(byte),
    pinChanged: (pin, level) => void moved.push([pin, level]),
  });
});

describe('an emulated Arduino Uno with StandardFirmata', () => {
  it('blinks its version, and then tells it', () => {
    expect(board.boot()).toBe(true);
    board.runMs(50);
    // Version 2.4; then name and version of the firmware, two bytes of 7 bits a character.
    expect(Buffer.from(sent).toString('hex')).toMatch(/^f90204f0790204/u);
    expect(Buffer.from(sent.filter((byte) => byte > 0x1f && byte < 0x7f)).toString()).toContain(
      'StandardFirmata',
    );
    expect(moved.filter(([pin, level]) => pin === 13 && level === 'high')).toHaveLength(6);
  });

  it('loses no byte of its line while it sends itself', () => {
    ask(20, ...pinMode(7, 1), 0xc0, 1, ...pinMode(2, 0), 0xd0, 1);
    board.play(2, [
      [true, 3],
      [false, 3],
    ]);
    for (let round = 0; round < 120; round += 1) {
      const bit = 1 - (round % 2);
      const answer = ask(7, ...writePort0(bit << 7), ...queryPin(7));
      expect(answer, `round ${round}`).toContain(`f06e07010${bit}f7`);
      expect(moved.findLast(([pin]) => pin === 7)?.[1]).toBe(bit === 1 ? 'high' : 'low');
    }
    board.play(2, [[false, 0]]);
  });

  it('reports its converter by its own clock, dozing or not', () => {
    const reports = (hex: string): number => hex.split('e0').length - 1;
    // 19 ms is what Firmata starts with.
    expect(reports(ask(950))).toBeGreaterThanOrEqual(49);
    board.setVolts(0, 2.5);
    board.runMs(40);
    // 512 in two bytes of 7 bits: half of 5 V.
    expect(ask(40)).toContain('e00004');
  });
});

it('notices a program that says nothing', () => {
  const idle = new AvrBoard(Uint8Array.of(0xff, 0xcf), {
    transmitted: () => {},
    pinChanged: () => {},
  });
  expect(idle.boot()).toBe(false);
});
