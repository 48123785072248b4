import { describe, expect, it } from 'vitest';

import { ByteQueue } from './byte-queue.ts';

const deadlineMs = 20_000;

describe('a byte queue', () => {
  it('gives out bytes in order, over the borders of what arrived', async () => {
    const queue = new ByteQueue();
    queue.push(Uint8Array.of(1, 2, 3));
    queue.push(Uint8Array.of(4, 5));
    await queue.has(5, deadlineMs);
    expect([...queue.take(4)]).toEqual([1, 2, 3, 4]);
    expect([...queue.take(1)]).toEqual([5]);
    expect(queue.bytes).toBe(0);
  });

  it('waits for bytes that are still under way', async () => {
    const queue = new ByteQueue();
    const there = queue.has(3, deadlineMs);
    queue.push(Uint8Array.of(1, 2));
    queue.push(Uint8Array.of(3));
    await there;
    expect([...queue.take(3)]).toEqual([1, 2, 3]);
  });

  it('says what is missing at the deadline, and keeps what is there', async () => {
    const queue = new ByteQueue();
    queue.push(Uint8Array.of(1));
    await expect(queue.has(2, 1)).rejects.toThrow(
      /Expected 2 bytes on the GNSS port, but 1 arrived/u,
    );
    queue.push(Uint8Array.of(2));
    await queue.has(2, deadlineMs);
  });

  it('loses what is too much, and says so to who waits next or now', async () => {
    const queue = new ByteQueue(4);
    const waiting = queue.has(4, deadlineMs);
    queue.push(Uint8Array.of(1, 2, 3));
    queue.push(Uint8Array.of(4, 5));
    await expect(waiting).rejects.toThrow(/at most 4 bytes/u);
    await expect(queue.has(1, deadlineMs)).rejects.toThrow(/at most 4 bytes/u);
  });

  it('takes no more than there is', () => {
    expect(() => new ByteQueue().take(1)).toThrow(/own rules/u);
  });
});
