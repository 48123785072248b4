import { randomUUID } from 'node:crypto';

import { LinkError } from '@feierabend/protocol';

import { clientIdOf, type Identity } from '../../broker/identity.ts';
import { channels, parseTopic, tenantFilter, topicOf } from '../../broker/topic.ts';
import type { Credentials } from '../../pki/credentials.ts';
import type { TestPki } from '../../pki/test-pki.ts';
import type { LiveBroker } from './live-broker.ts';
import { brokerDeadlineMs, brokerSilent } from './live-carrier.ts';
import { controllerName } from './office.ts';
import { ProbeClient } from './probe-client.ts';

/** Tenants that are tried with each other: what there is to hear grows with their square. */
const tenantsOfRound = 4;

interface ProbeParts {
  readonly pki: TestPki;
  /** Who signs for the brokers. */
  readonly caPem: string;
  readonly broker: Pick<LiveBroker, 'urls' | 'version'>;
  /** A few devices of each tenant, none of which is connected; neither is a controller. */
  readonly devices: readonly Identity[];
  readonly signal: AbortSignal;
  /** Somebody could do what the rules of a broker have to keep from them. */
  readonly onCrossed: (who: Identity, sentence: string) => void;
}

interface Actor {
  readonly identity: Identity;
  readonly client: ProbeClient;
}

/** A message of the probe. */
interface Said {
  readonly writer: Identity;
  readonly topic: string;
  readonly isAllowed: boolean;
}

/**
 * Tries once, before anybody of the run is connected, what the rules of a broker have to keep people from. Devices and
 * controllers, each with a certificate that is its own, say on each of their channels what nobody knows before while all the
 * others listen, and write on every channel of somebody else.
 *
 * A broker may answer that it takes it, and do nothing of it (MQTT 3.1.1 knows no other way): what counts is what arrives.
 */
export class TenancyProbe {
  readonly #parts: ProbeParts;
  /** By its text. */
  readonly #said = new Map<string, Said>();
  readonly #told = new Set<string>();

  constructor(parts: ProbeParts) {
    this.#parts = parts;
  }

  /**
   * Of several brokers one need not be there.
   *
   * @throws LinkError when none of them lets everybody in and hands over what they may read
   */
  async try(): Promise<void> {
    const { broker } = this.#parts;
    for (const devices of roundsOf(this.#parts.devices)) {
      const failures: LinkError[] = [];
      // Whoever is called the same is not in twice, should two brokers be one.
      for (const url of broker.urls) {
        // oxlint-disable-next-line no-await-in-loop
        await this.#tryAt(url, devices).catch((failure: unknown) => {
          if (!(failure instanceof LinkError)) throw failure;
          failures.push(failure);
        });
      }
      if (failures[0] !== undefined && failures.length === broker.urls.length) throw failures[0];
    }
  }

  /** Whether a message that came to the controller of a tenant later is one of the probe's. */
  knows(tenant: string, payload: Uint8Array): boolean {
    if (payload.length !== textLength) return false;
    return this.#came(controllerOf(tenant), new TextDecoder().decode(payload));
  }

  #came(reader: Identity, text: string): boolean {
    const said = this.#said.get(text);
    if (said === undefined) return false;
    const { writer, topic, isAllowed } = said;
    // One message is one fault, however many read it.
    if (!isAllowed) this.#tell(writer, `could write what only others may: ${topic}`);
    else if (clientIdOf(reader) !== clientIdOf(writer) && !mayRead(reader, topic)) {
      this.#tell(reader, `could read what is for others: ${topic}`);
    }
    return true;
  }

  #tell(who: Identity, what: string): void {
    const sentence = `the ${who.role} ${clientIdOf(who)} ${what}`;
    if (this.#told.has(sentence)) return;
    this.#told.add(sentence);
    this.#parts.onCrossed(who, sentence);
  }

  async #tryAt(url: string, devices: readonly Identity[]): Promise<void> {
    const tenants = new Set(devices.map(({ tenant }) => tenant));
    const people = [...devices, ...[...tenants].map(controllerOf)];
    const actors = await Promise.all(people.map((identity) => this.#actorOf(identity, url)));
    const over = AbortSignal.any([this.#parts.signal, AbortSignal.timeout(brokerDeadlineMs)]);
    const cut = () => {
      const reason = brokerSilent(`its access rules were not tried to the end at ${url}`);
      for (const { client } of actors) client.cut(reason);
    };
    over.addEventListener('abort', cut);
    if (over.aborted) cut();
    try {
      await each(actors, ({ client }) => client.enter());
      await this.#overhear(actors);
      await this.#trespass(actors);
    } catch (error) {
      cut();
      throw error;
    } finally {
      await each(actors, ({ client }) => client.end());
      over.removeEventListener('abort', cut);
    }
  }

  async #actorOf(identity: Identity, url: string): Promise<Actor> {
    const { caPem, broker } = this.#parts;
    const { tenant, name, role } = identity;
    const client = new ProbeClient({
      url,
      version: broker.version,
      clientId: clientIdOf(identity),
      identity: { caPem, ...(await this.#credentialsOf(identity)) },
      ownFilter: role === 'device' ? topicOf(tenant, name, 'smp/req') : tenantFilter(tenant),
      onMessage: (text) => void this.#came(identity, text),
    });
    return { identity, client };
  }

  #credentialsOf({ tenant, name, role }: Identity): Promise<Credentials> {
    const { pki } = this.#parts;
    return role === 'device' ? pki.issueDevice(tenant, name) : pki.issueController(tenant, name);
  }

  /** Everybody says something wherever they may, and listens to everything. */
  async #overhear(actors: readonly Actor[]): Promise<void> {
    const topics = topicsOf(actors);
    const filters = [
      '#',
      ...new Set(actors.map(({ identity }) => tenantFilter(identity.tenant))),
      ...channels.map((channel) => topicOf('+', '+', channel)),
      ...topics,
    ];
    await each(actors, ({ client }) => client.subscribe(filters));
    await each(actors, (actor) =>
      this.#write(
        actor,
        topics.filter((topic) => mayWrite(actor.identity, topic)),
      ),
    );
    await this.#settle(actors);
  }

  /** Everybody writes where they may not. Controllers hear what comes of it, and so only one of them writes at a time. */
  async #trespass(actors: readonly Actor[]): Promise<void> {
    const firsts = firstOfEach(actors.filter(isDevice));
    const write = (actor: Actor) => {
      const at = firsts.findIndex((first) => isColleague(actor, first));
      const next = firsts[(at + 1) % firsts.length];
      const own = actors.find((one) => one !== actor && isDevice(one) && isColleague(one, actor));
      const topics = topicsOf([actor, own, next].filter((one) => one !== undefined));
      return this.#write(
        actor,
        [...new Set(topics)].filter((topic) => !mayWrite(actor.identity, topic)),
      );
    };
    await each(firsts, write);
    await this.#settle(actors);
    for (const controller of actors.filter((actor) => !isDevice(actor))) {
      // oxlint-disable-next-line no-await-in-loop
      await write(controller);
      // oxlint-disable-next-line no-await-in-loop
      await this.#settle(actors);
    }
  }

  async #write({ identity, client }: Actor, topics: readonly string[]): Promise<void> {
    for (const topic of topics) {
      // oxlint-disable-next-line no-await-in-loop
      await client.publish(topic, this.#say(identity, topic));
    }
  }

  #say(writer: Identity, topic: string): string {
    const text = `probe ${randomUUID()}`;
    this.#said.set(text, { writer, topic, isAllowed: mayWrite(writer, topic) });
    return text;
  }

  /** Requests go to every device, and come to the controller as well: what the broker had for them before has come by then. */
  async #settle(actors: readonly Actor[]): Promise<void> {
    await each(actors, ({ client }) => client.enter());
    await each(actors.filter(isDevice), async (device) => {
      const controller = actors.find((one) => !isDevice(one) && isColleague(one, device));
      if (controller === undefined) return;
      const { tenant, name } = device.identity;
      const topic = topicOf(tenant, name, 'smp/req');
      const text = this.#say(controller.identity, topic);
      const heard = Promise.all([device, controller].map(({ client }) => client.hears(text)));
      await Promise.all([controller.client.publish(topic, text), heard]);
    });
  }
}

const textLength = `probe ${randomUUID()}`.length;

function controllerOf(tenant: string): Identity {
  return { tenant, name: controllerName, role: 'controller' };
}

function isDevice({ identity }: Actor): boolean {
  return identity.role === 'device';
}

function isColleague(one: Actor, other: Actor): boolean {
  return one.identity.tenant === other.identity.tenant;
}

function firstOfEach(devices: readonly Actor[]): readonly Actor[] {
  return devices.filter((one, at) => devices.findIndex((other) => isColleague(one, other)) === at);
}

/** Every channel of those who have some. */
function topicsOf(actors: readonly Actor[]): readonly string[] {
  return actors
    .filter(isDevice)
    .flatMap(({ identity: { tenant, name } }) =>
      channels.map((channel) => topicOf(tenant, name, channel)),
    );
}

/** The rules once more (docs/mqtt.md), and not by the code that a broker has them from. */
function mayRead({ tenant, name, role }: Identity, topic: string): boolean {
  const names = parseTopic(topic);
  if (names?.tenant !== tenant) return false;
  return role === 'controller' || (names.device === name && names.channel === 'smp/req');
}

function mayWrite({ tenant, name, role }: Identity, topic: string): boolean {
  const names = parseTopic(topic);
  if (names?.tenant !== tenant) return false;
  const isRequest = names.channel === 'smp/req';
  return role === 'controller' ? isRequest : names.device === name && !isRequest;
}

/** At most so many tenants at a time; each round has one of the round before. */
function roundsOf(devices: readonly Identity[]): readonly (readonly Identity[])[] {
  const tenants = [...new Set(devices.map(({ tenant }) => tenant))];
  const step = tenantsOfRound - 1;
  const count = Math.max(1, Math.ceil((tenants.length - 1) / step));
  return Array.from({ length: count }, (_, nth) => {
    const round = new Set(tenants.slice(nth * step, nth * step + tenantsOfRound));
    return devices.filter(({ tenant }) => round.has(tenant));
  });
}

async function each<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  await Promise.all(all.map(work));
}
