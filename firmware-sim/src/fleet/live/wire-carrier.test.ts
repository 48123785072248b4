import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { VirtualClock } from '../../hardware/virtual-clock.ts';
import type { CarrierEnds } from '../virtual/carrier.ts';
import { FleetWire } from '../wire/fleet-wire.ts';
import { WireCarrier } from './wire-carrier.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('does not wait for ever for a broker that hangs up at every message and takes the device in again', async () => {
  const ends = {
    plan: { tenant: 'acme', device: 'van-1' },
    stage: { clock: new VirtualClock() },
    judge: {},
  } as unknown as CarrierEnds;
  const wire = new FleetWire();
  const identity = {
    tenant: 'acme',
    device: 'van-1',
    brokers: ['mqtts://127.0.0.1:8883'],
    tls: () => ({ caPem: '', certPem: '', keyPem: '' }),
  };
  const carrier = new WireCarrier({ ends, wire, identity, request: () => {} });
  carrier.sent({ id: 1, channel: 'report', payload: Uint8Array.of(1) }, 0);
  let end = '';
  const waiting = carrier.settled().catch((error: unknown) => (end = String(error)));
  for (let seconds = 0; seconds < 70; seconds += 1) {
    carrier.connected();
    // oxlint-disable-next-line no-await-in-loop
    await vi.advanceTimersByTimeAsync(1000);
  }
  await waiting;
  expect(end).toContain('the broker to answer a device within 60 s');
  wire.stop();
});
