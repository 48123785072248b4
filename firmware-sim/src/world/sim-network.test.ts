import { InternalError } from '@feierabend/protocol';
import { describe, expect, it } from 'vitest';

import type { LinkEvents, LinkMessage } from '../core/ports.ts';
import { VirtualClock } from '../hardware/virtual-clock.ts';
import { linkContract, type LinkBench } from '../adapters/link-contract.ts';
import { SimNetwork } from './sim-network.ts';

/** Longer than anything takes in this network. */
const deadlineMs = 60_000;

function world() {
  const clock = new VirtualClock();
  const sent: LinkMessage[] = [];
  const watch = { attached: () => {}, sent: (message: LinkMessage) => void sent.push(message) };
  const network = new SimNetwork(clock, watch);
  const pass = (ms: number) => {
    const untilMs = clock.uptimeMs() + ms;
    while (clock.step(untilMs));
  };
  return { clock, network, sent, pass };
}

function bench(): LinkBench {
  const { clock, network, sent } = world();
  let isUp = true;
  let isSilent = false;
  return {
    make: (events) => network.boot(events),
    delivered: () => sent.map(({ payload }) => new TextDecoder().decode(payload)),
    request: async (text) => network.request(new TextEncoder().encode(text)),
    setUp: async (isUpNow) => {
      if (isUpNow !== isUp) network.outage(isUpNow ? -1 : 1);
      isUp = isUpNow;
    },
    setAcknowledging: async (isAcknowledging) => {
      if (isAcknowledging === isSilent) network.silence(isAcknowledging ? -1 : 1);
      isSilent = !isAcknowledging;
    },
    until: async (isSo, what) => {
      const untilMs = clock.uptimeMs() + deadlineMs;
      while (!isSo() && clock.step(untilMs));
      if (!isSo()) throw new InternalError(`there was no ${what}`);
    },
  };
}

describe('the network of a simulated life is a link that', () => {
  it.each(linkContract)('$title', (one) => one.run(bench()));
});

describe('the network of a simulated life', () => {
  const silent: LinkEvents = {
    connected: () => {},
    published: () => {},
    received: () => {},
    disconnected: () => {},
  };
  const message = { id: 1, channel: 'report', payload: Uint8Array.of(1) } as const;

  it('is back when the last of several outages is over', () => {
    const { network, sent, pass } = world();
    const link = network.boot(silent);
    link.connect();
    network.outage(1);
    network.outage(1);
    link.publish(message);
    network.outage(-1);
    pass(deadlineMs);
    expect(sent).toHaveLength(0);
    network.outage(-1);
    pass(deadlineMs);
    expect(sent).toHaveLength(1);
  });

  it('loses packets until the last of several losses is over, and is slow until the last slowness is', () => {
    const { clock, network, pass } = world();
    let acknowledgedMs = 0;
    const published = () => void (acknowledgedMs = clock.uptimeMs());
    const link = network.boot({ ...silent, published });
    link.connect();
    pass(deadlineMs);
    let id = 0;
    const roundTripMs = () => {
      const sentMs = clock.uptimeMs();
      link.publish({ ...message, id: ++id });
      pass(deadlineMs);
      return acknowledgedMs - sentMs;
    };
    const plainMs = roundTripMs();
    const [few, many] = [network.loss(() => 100), network.loss(() => 1000)];
    network.latency(10);
    network.latency(50);
    expect(roundTripMs()).toBe(plainMs + 1100 + 120);
    few();
    network.latency(-10);
    expect(roundTripMs()).toBe(plainMs + 1000 + 100);
    many();
    network.latency(-50);
    expect(roundTripMs()).toBe(plainMs);
  });

  it('sends what was not acknowledged before anything new, when it is back', () => {
    const { network, sent, pass } = world();
    const link = network.boot({
      ...silent,
      connected: () => void link.publish({ ...message, id: sent.length === 0 ? 1 : 2 }),
    });
    link.connect();
    pass(4_100);
    network.outage(1);
    network.outage(-1);
    pass(10_000);
    expect(sent.map(({ id }) => id)).toEqual([1, 1, 2]);
  });

  it('shows a message twice while it repeats', () => {
    const { network, sent, pass } = world();
    const link = network.boot(silent);
    network.repeat(1);
    link.connect();
    link.publish(message);
    pass(deadlineMs);
    network.repeat(-1);
    link.publish({ ...message, id: 2 });
    pass(deadlineMs);
    expect(sent.map(({ id }) => id)).toEqual([1, 1, 2]);
  });

  it('through another network connects, is acknowledged and breaks off when that one says so', () => {
    const { network, sent, pass } = world();
    const told: string[] = [];
    network.through({
      dial: () => void told.push('dial'),
      hangUp: () => void told.push('hang up'),
      withdraw: (id) => id === 2,
    });
    const link = network.boot({
      ...silent,
      connected: () => void told.push('connected'),
      published: (id) => void told.push(`published ${id}`),
      disconnected: (reason) => void told.push(reason),
    });
    link.connect();
    link.publish(message);
    pass(deadlineMs);
    expect(told).toEqual(['hang up', 'dial']);
    network.reached();
    pass(deadlineMs);
    expect({ sent: sent.length, told: told.splice(0) }).toEqual({
      sent: 1,
      told: ['hang up', 'dial', 'connected'],
    });
    network.taken(1);
    network.taken(1);
    link.publish({ ...message, id: 2 });
    link.publish({ ...message, id: 3 });
    expect([link.withdraw(2), link.withdraw(3)]).toEqual([true, false]);
    network.broke('the line is gone');
    network.broke('and again');
    network.reached();
    network.outage(1);
    network.reached();
    expect(told).toEqual(['published 1', 'the line is gone', 'connected', 'hang up', 'no network']);
    expect(network.isConnected).toBe(false);
  });
});
