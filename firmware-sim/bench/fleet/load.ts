import { setTimeout as sleep } from 'node:timers/promises';

import type { BenchClient } from './client.ts';

/** More than that and the queue of mosquitto's listener overflows. */
export const atOnce = 64;
const stepMs = 10;
const drainDeadlineMs = 20_000;

export async function connectAll(
  connect: (index: number) => Promise<void>,
  from: number,
  until: number,
): Promise<void> {
  let next = from;
  const lane = async () => {
    while (next < until) {
      const index = next;
      next += 1;
      // oxlint-disable-next-line no-await-in-loop -- each lane connects one after the other
      await connect(index);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}

/** Each device once a second, spread over the second. What was not acknowledged yet is waited for at the end. */
export async function paced(client: BenchClient, devices: number, seconds: number): Promise<void> {
  let [sent, acknowledged] = [0, 0];
  const done = () => {
    acknowledged += 1;
  };
  const startMs = performance.now();
  const total = devices * seconds;
  while (sent < total) {
    const dueNow = Math.min(total, Math.floor(((performance.now() - startMs) / 1000) * devices));
    for (; sent < dueNow; sent += 1) client.publish(sent % devices, done);
    // oxlint-disable-next-line no-await-in-loop -- one step after the other
    await sleep(stepMs);
  }
  const deadlineMs = performance.now() + drainDeadlineMs;
  while (acknowledged < total) {
    if (performance.now() > deadlineMs)
      throw new TypeError(`${acknowledged} of ${total} came back`);
    // oxlint-disable-next-line no-await-in-loop -- see above
    await sleep(stepMs);
  }
}

/**
 * As fast as it goes: whoever was acknowledged sends the next one, for the device whose turn it is, until the time is over or
 * each of them had so many turns. Returns how many were acknowledged.
 */
export function fast(
  client: BenchClient,
  devices: number,
  end: { readonly seconds: number; readonly turns?: number },
): Promise<number> {
  return new Promise((resolve) => {
    const all = devices * (end.turns ?? Number.POSITIVE_INFINITY);
    let [sent, acknowledged] = [0, 0];
    let isOver = false;
    const send = () => {
      client.publish(sent % devices, done);
      sent += 1;
    };
    const done = () => {
      acknowledged += 1;
      if (!isOver && sent < all) send();
      else if (acknowledged === sent) resolve(acknowledged);
    };
    for (let i = 0; i < Math.min(atOnce, devices); i += 1) send();
    setTimeout(() => {
      isOver = true;
    }, end.seconds * 1000).unref();
  });
}
