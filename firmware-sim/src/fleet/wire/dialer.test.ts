import { describe, expect, it } from 'vitest';

import { Dialer, type Dialling } from './dialer.ts';
import { FleetBroker } from './fleet-broker.ts';
import { loopbackSources, SourceAddresses } from './source-addresses.ts';

const options = { versions: ['5', '3.1.1'], allowsPlain: false, sourceAddresses: [] } as const;

function device(broker: FleetBroker | undefined, log: string[], name: string): Dialling {
  return {
    wantsBroker: broker,
    dial: (ip) => log.push(`${name} ${ip}`),
    notFound: () => log.push(`${name} not found`),
  };
}

describe('the dialler', () => {
  it('lets a few connect at once, in the order in which they asked', () => {
    const broker = new FleetBroker('mqtts://127.0.0.1:8883', options);
    const dialer = new Dialer(2);
    const log: string[] = [];
    for (const name of ['a', 'b', 'c', 'd']) dialer.ask(device(broker, log, name));
    expect([log, dialer.dialling, dialer.waiting]).toEqual([['a 127.0.0.1', 'b 127.0.0.1'], 2, 2]);
    dialer.done();
    expect(log.at(-1)).toBe('c 127.0.0.1');
    dialer.done();
    dialer.done();
    dialer.done();
    expect([log.length, dialer.dialling, dialer.waiting]).toEqual([4, 0, 0]);
  });

  it('forgets who does not want to connect any more', () => {
    const log: string[] = [];
    const dialer = new Dialer(1);
    dialer.ask(device(undefined, log, 'a'));
    expect([log, dialer.dialling]).toEqual([[], 0]);
  });

  it('has a name resolved once for all, and once more after it was not found', async () => {
    const answers = [Promise.reject(new TypeError('ENOTFOUND')), Promise.resolve('192.0.2.7')];
    let asked = 0;
    const resolve = () => answers[asked++] ?? Promise.reject(new TypeError('asked too often'));
    const broker = new FleetBroker('mqtts://broker.example', { ...options, resolve });
    const dialer = new Dialer(8);
    const log: string[] = [];
    for (const name of ['a', 'b']) dialer.ask(device(broker, log, name));
    await expect.poll(() => log).toEqual(['a not found', 'b not found']);
    for (const name of ['a', 'b']) dialer.ask(device(broker, log, name));
    await expect.poll(() => log.slice(2)).toEqual(['a 192.0.2.7', 'b 192.0.2.7']);
    dialer.ask(device(broker, log, 'c'));
    expect([log.at(-1), asked]).toEqual(['c 192.0.2.7', 2]);
  });
});

describe('source addresses', () => {
  it('are bound only when the ports of the one before are used up', () => {
    const sources = new SourceAddresses(loopbackSources(2));
    const counts = new Map<string | undefined, number>();
    for (let i = 0; i < 84_000; i += 1) {
      const address = sources.address(sources.take());
      counts.set(address, (counts.get(address) ?? 0) + 1);
    }
    expect([...counts]).toEqual([
      [undefined, 28_000],
      ['127.0.0.2', 28_000],
      ['127.0.0.3', 28_000],
    ]);
    expect(sources.take()).toBe(-1);
    sources.release(0);
    expect(sources.take()).toBe(0);
  });

  it('are left alone where the system had no port left before', () => {
    const sources = new SourceAddresses(['127.0.0.2']);
    expect([sources.take(), sources.take()]).toEqual([0, 0]);
    sources.usedUp(0);
    sources.release(0);
    expect(sources.take()).toBe(1);
  });
});
