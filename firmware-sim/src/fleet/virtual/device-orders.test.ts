import { LinkError, type SmpClient } from '@feierabend/protocol';
import { sha256 } from '@noble/hashes/sha2.js';
import { expect, it } from 'vitest';

import type { SimulatedTenant } from '../../world/tenant.ts';
import type { Answered } from '../checkers/checker.ts';
import { Tally } from '../result/tally.ts';
import type { ControllerLine } from './controller-line.ts';
import { DeviceOrders } from './device-orders.ts';

/** A device that obeys, of whose answers only some come. */
class Deaf {
  readonly obeyed: Uint8Array[] = [];
  lost: number;
  readonly retries = 3;

  constructor(lost: number) {
    this.lost = lost;
  }

  request(_command: unknown, { data }: { readonly data: Uint8Array }): Promise<object> {
    this.obeyed.push(data);
    this.lost -= 1;
    if (this.lost >= 0) {
      const [expected, came, next] = ['an answer', 'none', 'try again'];
      return Promise.reject(new LinkError({ code: 'SMP_TIMEOUT', expected, came, next }));
    }
    return Promise.resolve({ off: data.length, seq: 2, digest: sha256(data) });
  }
}

async function given(device: Deaf, acts: readonly ('wipe' | 'policy-change')[]) {
  let nowMs = 0;
  let work: Promise<void> = Promise.resolve();
  const answers: Answered[] = [];
  const line = {
    client: device as unknown as SmpClient,
    get atMs() {
      return nowMs;
    },
    saidMs: 0,
    connected: () => Promise.resolve(),
    reconnected: (withinMs: number) => {
      nowMs += withinMs;
      return Promise.resolve();
    },
    during: (what: () => Promise<void>) => void (work = what()),
  };
  const tenant = {
    provisioning: { tenant: 'acme' },
    order: ({ sequence, issuedS }: { sequence: number; issuedS: number }) =>
      new TextEncoder().encode(`${sequence} ${issuedS}`),
  } as unknown as SimulatedTenant;
  const policies = [{ body: new Uint8Array(4), digest: 'ab' }] as never;
  const tally = new Tally();
  const orders = new DeviceOrders({
    line: line as unknown as ControllerLine,
    tenant,
    stranger: tenant,
    policies,
    defects: [],
    tally,
    answered: (answer) => void answers.push(answer),
  });
  for (const kind of acts) orders.give(kind === 'wipe' ? { kind } : { kind, policy: 0 });
  await work;
  const sequences = device.obeyed.map((bytes) =>
    Number.parseInt(new TextDecoder().decode(bytes), 10),
  );
  return { sequences, tally, answers };
}

it('an order without an answer is sent again as it was, since a new one of that number is a replay', async () => {
  const device = new Deaf(20);
  const { sequences, tally, answers } = await given(device, ['wipe', 'policy-change']);
  expect(sequences).toEqual([...Array.from({ length: 21 }, () => 2), 3]);
  expect(new Set(device.obeyed.map(String)).size).toBe(2);
  expect([tally.sum('orders'), tally.sum('orders-failed')]).toEqual([2, 0]);
  expect(answers.map(({ order }) => order)).toEqual(['wipe', 'policy']);
});

it('what was never answered may have been obeyed: its number is not used for something else', async () => {
  const lost = 200;
  const { sequences, tally } = await given(new Deaf(lost), ['wipe', 'policy-change']);
  expect(sequences).toEqual([...Array.from({ length: lost }, () => 2), 3]);
  expect([tally.sum('orders'), tally.sum('orders-failed')]).toEqual([1, 1]);
});
