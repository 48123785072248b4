import { expect } from 'vitest';

import { RawClient } from '@feierabend/firmware-sim/broker/raw-client';
import { clientIdOf, type Role } from '@feierabend/firmware-sim/broker/identity';
import { suiteOf, type HilContext } from '../../run/hil-test.ts';
import type { Station } from '../../station/station.ts';
import { otherTenant, tenant } from '../../station/station-parts.ts';

const hil = suiteOf('security');
const sayMs = 10_000;

/** Filters by which somebody of another tenant might read. */
const filters = [
  '#',
  '+/+/+/+/+',
  'feierabend/#',
  'feierabend/1/+/+/report',
  `feierabend/1/${tenant}/#`,
  `$share/group/feierabend/1/${tenant}/#`,
  '$SYS/#',
];

/** Clients of one test; they end with it. */
class Guests {
  readonly #station: Station;
  readonly #clients: RawClient[] = [];

  constructor(station: Station) {
    this.#station = station;
  }

  /** Somebody with a certificate of its own; asks for another client id when told to. */
  async join(
    who: { readonly tenant: string; readonly name: string; readonly role?: Role },
    { clientId, clean = true }: { readonly clientId?: string; readonly clean?: boolean } = {},
  ): Promise<RawClient> {
    const { broker, parts } = this.#station;
    const { tenant: of, name, role = 'device' } = who;
    const credentials = await (role === 'device'
      ? parts.pki.issueDevice(of, name)
      : parts.pki.issueController(of, name));
    const client = new RawClient({
      broker,
      pki: parts.pki,
      credentials,
      clientId: clientId ?? clientIdOf({ tenant: of, name, role }),
      mqtt: { clean },
    });
    this.#clients.push(client);
    await client.accepted();
    return client;
  }

  async leave(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.end()));
  }
}

function withGuests(body: (hil: HilContext, guests: Guests) => Promise<void>) {
  return async (context: HilContext): Promise<void> => {
    const guests = new Guests(context.station);
    try {
      await body(context, guests);
    } finally {
      await guests.leave();
    }
  };
}

const topic = (of: string, name: string, channel: string): string =>
  `feierabend/1/${of}/${name}/${channel}`;

export function access(): void {
  hil(
    'nobody publishes for another tenant or another device: nothing of it is delivered',
    { clauses: ['TOM-7', 'TOM-3', 'TOM-6'], needs: ['modem', 'own-broker'] },
    withGuests(nobodyForges),
  );
  hil(
    'nobody reads another tenant, by whatever filter, whatever the SUBACK says',
    { clauses: ['TOM-7', 'TOM-6', 'AVV-9.5'], needs: ['modem', 'own-broker'] },
    withGuests(nobodyReads),
  );
  hil(
    'nothing is retained: who comes later hears nothing of before',
    { clauses: ['TOM-7', 'AVV-9.5'], needs: ['modem', 'own-broker'] },
    withGuests(nothingIsRetained),
  );
  hil(
    'nobody takes over the session, the queue or the name of another device',
    { clauses: ['TOM-3', 'TOM-7', 'TOM-8'], needs: ['modem', 'own-broker'] },
    withGuests(nobodyTakesOver),
  );
}

async function nobodyForges({ station, record }: HilContext, guests: Guests): Promise<void> {
  const victim = 'van-391';
  const forgers = [
    { tenant: otherTenant, name: victim },
    { tenant, name: 'van-392' },
    { tenant: otherTenant, name: 'office', role: 'controller' },
  ] as const;
  let own = 0;
  for (const who of forgers) {
    for (const channel of ['report', 'event', 'status']) {
      // oxlint-disable-next-line no-await-in-loop -- the broker may end the connection for it
      const forger = await guests.join(who);
      // Whoever may say nothing at all shows nothing by being silent here.
      // oxlint-disable-next-line no-await-in-loop -- see above
      own += Number(await forger.publish(ownTopic(who), 'own'));
      // oxlint-disable-next-line no-await-in-loop -- see above
      await forger.publish(topic(tenant, victim, channel), 'forged').catch(() => false);
      // oxlint-disable-next-line no-await-in-loop -- see above
      await forger.end();
    }
  }
  const van = await guests.join({ tenant, name: victim });
  expect(await van.publish(topic(tenant, victim, 'event'), 'genuine')).toBe(true);
  const heard = await heardBy(station, victim, 'genuine');
  record.measure('messages of their own that the broker took', own, {
    expected: 3 * forgers.length,
  });
  record.measure('forged messages delivered', heard.filter((text) => text !== 'genuine').length, {
    expected: 0,
  });
}

/** A channel that is somebody's own: of a device its events, of a controller the requests to a device of its tenant. */
function ownTopic(who: { readonly tenant: string; readonly name: string; readonly role?: Role }) {
  return who.role === 'controller'
    ? topic(who.tenant, 'van-389', 'smp/req')
    : topic(who.tenant, who.name, 'event');
}

async function nobodyReads({ station, record }: HilContext, guests: Guests): Promise<void> {
  const spies = [
    await guests.join({ tenant: otherTenant, name: 'van-393' }),
    await guests.join({ tenant: otherTenant, name: 'office', role: 'controller' }),
    await guests.join({ tenant, name: 'van-394' }),
  ];
  for (const spy of spies) {
    // oxlint-disable-next-line no-await-in-loop -- a broker may grant it: only delivery counts
    for (const filter of filters) await spy.subscribe(filter);
  }
  const van = await guests.join({ tenant, name: 'van-395' });
  for (const channel of ['report', 'event', 'journal', 'status']) {
    // oxlint-disable-next-line no-await-in-loop -- in their order
    await van.publish(topic(tenant, 'van-395', channel), 'secret');
  }
  await heardBy(station, 'van-395', 'secret', 4);
  const [device, controller, colleague] = spies as [RawClient, RawClient, RawClient];
  // What is their own, and comes later, comes: what should not come would have come before it.
  await device.subscribe(topic(otherTenant, 'van-393', 'smp/req'));
  await controller.publish(topic(otherTenant, 'van-393', 'smp/req'), 'end');
  await device.until('end');
  await colleague.subscribe(topic(tenant, 'van-394', 'smp/req'));
  station.parts.office.request('van-394', new TextEncoder().encode('end'));
  await colleague.until('end');
  const leaked = spies.flatMap(({ received }) => received).filter(({ text }) => text === 'secret');
  record.measure('messages that somebody else read', leaked.length, { expected: 0 });
  record.measure('filters tried', filters.length * spies.length);
}

async function nothingIsRetained({ record }: HilContext, guests: Guests): Promise<void> {
  const who = { tenant: otherTenant, name: 'van-396' };
  const before = await guests.join(who);
  const taken = await before.publish(topic(otherTenant, who.name, 'status'), 'on duty', true);
  // Refused, or taken without its flag: either way nobody may find it later.
  record.measure('the broker took a message that asks to be retained', taken);
  const reader = await guests.join({ tenant: otherTenant, name: 'office', role: 'controller' });
  await reader.subscribe(`feierabend/1/${otherTenant}/#`);
  const again = await guests.join(who);
  await again.publish(topic(otherTenant, who.name, 'status'), 'now');
  const received = await reader.until('now');
  record.measure('messages that came', received.length, { min: 1 });
  record.measure('retained messages', received.filter(({ text }) => text !== 'now').length, {
    expected: 0,
  });
}

async function nobodyTakesOver({ station, record }: HilContext, guests: Guests): Promise<void> {
  const victim = 'van-397';
  const van = await guests.join({ tenant, name: victim }, { clean: false });
  await van.subscribe(topic(tenant, victim, 'smp/req'));
  const thieves = await stealAs(victim, guests);
  station.parts.office.request(victim, new TextEncoder().encode('still here'));
  await van.until('still here');
  record.measure('the device is still connected', van.client.connected, { expected: true });
  // What waits for a device that is away is worth more to a thief than its connection.
  await van.end();
  station.parts.office.request(victim, new TextEncoder().encode('while away'));
  thieves.push(...(await stealAs(victim, guests)));
  const back = await guests.join({ tenant, name: victim }, { clean: false });
  const waited = await back.until('while away');
  record.measure('requests that waited for it', waited.length, { min: 1 });
  record.measure('attempts', thieves.length);
  const stolen = thieves.flatMap(({ received }) => received);
  record.measure('requests that somebody else got', stolen.length, { expected: 0 });
}

/** Everybody else asks for the name of a device and for what is sent to it. */
async function stealAs(victim: string, guests: Guests): Promise<RawClient[]> {
  const thieves: RawClient[] = [];
  for (const who of [
    { tenant, name: 'van-398' },
    { tenant: otherTenant, name: victim },
    { tenant: otherTenant, name: 'office', role: 'controller' },
  ] as const) {
    for (const clientId of [`${tenant}/${victim}`, `OU=device,O=${tenant},CN=${victim}`]) {
      // oxlint-disable-next-line no-await-in-loop -- one attempt after the other
      const thief = await guests.join(who, { clientId, clean: false });
      if (thief.client.connected) {
        // oxlint-disable-next-line no-await-in-loop -- see above
        await thief.subscribe(topic(tenant, victim, 'smp/req'));
      }
      thieves.push(thief);
    }
  }
  return thieves;
}

/** What came through from a device, once what is genuine is there as often as it was sent. */
async function heardBy(
  { parts }: Station,
  device: string,
  genuine: string,
  times = 1,
): Promise<readonly string[]> {
  const heard = (): readonly string[] =>
    parts.office.messages(device).map(({ payload }) => new TextDecoder().decode(payload));
  await expect
    .poll(() => heard().filter((text) => text === genuine).length, { timeout: sayMs })
    .toBe(times);
  return heard();
}
