import { describe, expect, it } from 'vitest';

import { VirtualClock } from '../../hardware/virtual-clock.ts';
import { PacedLine } from './paced-line.ts';

function line(baudRate: number | undefined) {
  const clock = new VirtualClock();
  const arrived: number[] = [];
  const deliver = (bytes: Uint8Array) => void arrived.push(...bytes);
  const paced = new PacedLine({ clock, baudRate, deliver });
  const to = (ms: number) => {
    while (clock.step(ms));
  };
  return { paced, arrived, to };
}

describe('a paced line', () => {
  it('lets ten bits pass for each byte, in order and without loss', () => {
    const { paced, arrived, to } = line(115_200);
    const sent = Array.from({ length: 3000 }, (_, index) => index & 0xff);
    for (let from = 0; from < sent.length; from += 100) {
      paced.push(Uint8Array.from(sent.slice(from, from + 100)));
    }
    to(100);
    expect(arrived.length).toBeGreaterThan(1120);
    expect(arrived.length).toBeLessThanOrEqual(1152);
    to(262);
    expect(arrived).toEqual(sent);
  });

  it('does not save up time in which nothing was sent', () => {
    const { paced, arrived, to } = line(9_600);
    to(10_000);
    paced.push(new Uint8Array(100));
    to(10_010);
    expect(arrived.length).toBeLessThanOrEqual(10);
  });

  it('passes everything at once without a rate', () => {
    const { paced, arrived } = line(undefined);
    paced.push(Uint8Array.of(1, 2, 3));
    expect(arrived).toEqual([1, 2, 3]);
  });

  it('forgets what is under way when it is cleared', () => {
    const { paced, arrived, to } = line(9_600);
    paced.push(new Uint8Array(100));
    paced.clear();
    to(1000);
    expect(arrived).toEqual([]);
    paced.push(Uint8Array.of(5));
    to(1010);
    expect(arrived).toEqual([5]);
  });

  it('loses what goes beyond its buffer', () => {
    const { paced, arrived, to } = line(10_000_000);
    for (let count = 0; count < 6; count += 1) paced.push(new Uint8Array(50_000));
    to(10_000);
    expect(arrived.length).toBe(256 * 1024);
  });
});
