import { deepEqual, equal, ok } from 'node:assert/strict';

import type { Link, LinkEvents, LinkMessage } from '../core/ports.ts';

/** The world around the link under test. */
export interface LinkBench {
  /** A link that is not connected yet; one for each case. */
  make(events: LinkEvents): Link;
  /** What reached the peer, in its order, with repetitions. */
  delivered(): readonly string[];
  /** Sends a request to the device. */
  request(text: string): Promise<void>;
  /** Takes the network away, or gives it back. */
  setUp(isUp: boolean): Promise<void>;
  /** Loses acknowledgements on their way, or lets them through; while connected only. */
  setAcknowledging(isAcknowledging: boolean): Promise<void>;
  /** Lets the world go on until it is so; throws at a deadline. */
  until(isSo: () => boolean, what: string): Promise<void>;
}

interface LinkCase {
  readonly title: string;
  run(bench: LinkBench): Promise<void>;
}

/** The core's side: remembers what it was told. */
class Core implements LinkEvents {
  readonly told: string[] = [];
  readonly link: Link;
  /** Called inside `connected`. */
  onConnected: () => void = () => {};
  readonly #bench: LinkBench;

  constructor(bench: LinkBench) {
    this.#bench = bench;
    this.link = bench.make(this);
  }

  connected(): void {
    this.told.push('connected');
    this.onConnected();
  }

  published(id: number): void {
    this.told.push(`published ${id}`);
  }

  received(channel: 'smp/req', payload: Uint8Array): void {
    this.told.push(`${channel} ${new TextDecoder().decode(payload)}`);
  }

  disconnected(): void {
    this.told.push('disconnected');
  }

  send(id: number, text = `m${id}`): boolean {
    return this.link.publish(message(id, text));
  }

  count(what: string): number {
    return this.told.filter((one) => one === what).length;
  }

  async connect(): Promise<void> {
    this.link.connect();
    await this.hears('connected');
  }

  hears(what: string, times = 1): Promise<void> {
    return this.#bench.until(() => this.count(what) >= times, `${what} at the core`);
  }
}

const message = (id: number, text: string): LinkMessage => ({
  id,
  channel: 'report',
  payload: new TextEncoder().encode(text),
});

const arrives = (bench: LinkBench, text: string, times = 1): Promise<void> =>
  bench.until(
    () => bench.delivered().filter((one) => one === text).length >= times,
    `${text} at the peer`,
  );

/** A connected core whose first message has arrived and is not acknowledged. */
async function oneUnderWay(bench: LinkBench): Promise<Core> {
  const core = new Core(bench);
  await core.connect();
  await bench.setAcknowledging(false);
  core.send(1);
  await arrives(bench, 'm1');
  return core;
}

async function loseNetwork(bench: LinkBench, core: Core): Promise<void> {
  await bench.setUp(false);
  await core.hears('disconnected');
}

/** What every network adapter does, whatever it speaks. */
export const linkContract: readonly LinkCase[] = [
  {
    title: 'delivers in order, and reports each acknowledgement once',
    async run(bench) {
      const core = new Core(bench);
      await core.connect();
      const ids = Array.from({ length: 40 }, (_, at) => at + 1);
      for (const id of ids) ok(core.send(id));
      await core.hears('published 40');
      await arrives(bench, 'm40');
      deepEqual(
        bench.delivered(),
        ids.map((id) => `m${id}`),
      );
      deepEqual(core.told, ['connected', ...ids.map((id) => `published ${id}`)]);
    },
  },
  {
    title: 'keeps what is published without a network until there is one',
    async run(bench) {
      const core = new Core(bench);
      ok(core.send(1));
      await core.connect();
      await core.hears('published 1');
      await loseNetwork(bench, core);
      ok(core.send(2));
      equal(core.count('published 2'), 0);
      await bench.setUp(true);
      await core.hears('published 2');
      await arrives(bench, 'm2');
      deepEqual(bench.delivered(), ['m1', 'm2']);
    },
  },
  {
    title: 'sends again what was not acknowledged, and reports it once',
    async run(bench) {
      const core = new Core(bench);
      await core.connect();
      await bench.setAcknowledging(false);
      core.send(1);
      core.send(2);
      await arrives(bench, 'm2');
      await loseNetwork(bench, core);
      await bench.setAcknowledging(true);
      await bench.setUp(true);
      await core.hears('published 2');
      await arrives(bench, 'm2', 2);
      deepEqual(bench.delivered(), ['m1', 'm2', 'm1', 'm2']);
      deepEqual([core.count('published 1'), core.count('published 2')], [1, 1]);
    },
  },
  {
    title: 'says that it is connected before it sends again, so that everything can be taken back',
    async run(bench) {
      const core = await oneUnderWay(bench);
      await loseNetwork(bench, core);
      core.send(2);
      core.onConnected = () => {
        equal(core.link.withdraw(1), false);
        equal(core.link.withdraw(2), true);
        core.send(3);
      };
      await bench.setAcknowledging(true);
      await bench.setUp(true);
      await core.hears('published 3');
      await arrives(bench, 'm3');
      deepEqual(bench.delivered(), ['m1', 'm3']);
      deepEqual([core.count('published 1'), core.count('published 2')], [0, 0]);
    },
  },
  {
    title: 'does not report what was withdrawn while it was on its way',
    async run(bench) {
      const core = await oneUnderWay(bench);
      equal(core.link.withdraw(1), false);
      equal(core.link.withdraw(1), false);
      await bench.setAcknowledging(true);
      core.send(2);
      await core.hears('published 2');
      equal(core.count('published 1'), 0);
    },
  },
  {
    title: 'takes an identifier again that was withdrawn',
    async run(bench) {
      const core = new Core(bench);
      core.send(1, 'first');
      ok(core.link.withdraw(1));
      ok(core.send(1, 'second'));
      await core.connect();
      await core.hears('published 1');
      await arrives(bench, 'second');
      deepEqual(bench.delivered(), ['second']);
    },
  },
  {
    title: 'sends a message once that it is given twice',
    async run(bench) {
      const core = new Core(bench);
      ok(core.send(1) && core.send(1));
      await core.connect();
      ok(core.send(2));
      await core.hears('published 2');
      await arrives(bench, 'm2');
      deepEqual(bench.delivered(), ['m1', 'm2']);
    },
  },
  {
    title: 'says when it has no room, keeps what it took, and has room again',
    async run(bench) {
      const core = new Core(bench);
      let taken = 0;
      while (taken < 100_000 && core.send(taken + 1)) taken += 1;
      ok(taken < 100_000, 'a link without a limit');
      await core.connect();
      await core.hears(`published ${taken}`);
      ok(core.send(taken + 1));
      await core.hears(`published ${taken + 1}`);
      await arrives(bench, `m${taken + 1}`);
      equal(new Set(bench.delivered()).size, taken + 1);
    },
  },
  {
    title: 'hands over requests in their order, before and after the network was away',
    async run(bench) {
      const core = new Core(bench);
      await core.connect();
      await bench.request('now');
      await core.hears('smp/req now');
      await loseNetwork(bench, core);
      await bench.setUp(true);
      await core.hears('connected', 2);
      await bench.request('later');
      await core.hears('smp/req later');
      // A request whose acknowledgement was lost comes again.
      const requests = core.told.filter((one) => one.startsWith('smp/req'));
      deepEqual([...new Set(requests)], ['smp/req now', 'smp/req later']);
    },
  },
  {
    title: 'reports nothing after it was closed, and sends nothing',
    async run(bench) {
      const core = await oneUnderWay(bench);
      core.link.close();
      const told = core.told.length;
      core.send(2);
      await bench.setAcknowledging(true);
      const next = new Core(bench);
      await next.connect();
      next.send(3);
      await next.hears('published 3');
      await arrives(bench, 'm3');
      equal(core.told.length, told);
      ok(!bench.delivered().includes('m2'));
    },
  },
];
