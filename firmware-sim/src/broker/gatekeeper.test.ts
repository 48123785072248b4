import type { Client } from 'aedes';
import { beforeEach, expect, it } from 'vitest';

import { Gatekeeper } from './gatekeeper.ts';
import type { Identity } from './identity.ts';

type Hooks = ReturnType<Gatekeeper['hooks']>;
type Packet = Parameters<Hooks['authorizePublish']>[1];
type Connect = Parameters<Hooks['preConnect']>[1];

const van: Identity = { tenant: 'acme', name: 'van-1', role: 'device' };
const client = { conn: {} } as Client;
const packet = (topic: string): Packet => ({
  cmd: 'publish',
  topic,
  payload: '',
  qos: 1,
  dup: false,
  retain: false,
});

let identity: Identity | undefined;
let hasRoom: boolean;
let counts: string[];
let lines: string[];
let hooks: Hooks;

beforeEach(() => {
  identity = van;
  hasRoom = true;
  counts = [];
  lines = [];
  hooks = new Gatekeeper({
    identityOf: () => identity,
    hasRoom: () => hasRoom,
    count: (what) => counts.push(what),
    log: (line) => lines.push(line),
  }).hooks();
});

/** The arguments a hook answers with. */
function answerOf<T extends unknown[]>(ask: (done: (...answer: T) => void) => void): T | undefined {
  let given: T | undefined;
  ask((...answer) => {
    given = answer;
  });
  return given;
}

it('forwards nothing that the rules do not allow, even if a subscription exists', () => {
  const request = packet('feierabend/1/acme/van-1/smp/req');
  const forward = (one: Packet) => hooks.authorizeForward(client, one as never);
  expect(forward(request)).toBe(request);
  expect(forward(packet('feierabend/1/acme/van-2/report'))).toBeNull();
  expect(forward(packet('feierabend/1/other/van-1/smp/req'))).toBeNull();
  expect(counts).toEqual(['deliveriesRefused', 'deliveriesRefused']);
});

it('takes no message without a sender, without room or against the rules', () => {
  const own = packet('feierabend/1/acme/van-1/report');
  const publish = (who: Client | null, one: Packet) =>
    answerOf((done) => hooks.authorizePublish(who, one, done))?.[0];
  expect(publish(client, own)).toBeNull();
  expect(publish(null, own)).toMatchObject({ came: 'the message has no sender' });
  expect(publish(client, packet('feierabend/1/acme/van-2/report'))).toMatchObject({
    came: 'the topic is of another device',
  });
  hasRoom = false;
  expect(publish(client, own)).toMatchObject({ came: 'the queues of absent readers are full' });
  expect(counts.filter((what) => what === 'published')).toHaveLength(1);
});

it('closes every door to a connection without an identity', () => {
  identity = undefined;
  const own = 'feierabend/1/acme/van-1/smp/req';
  const connect = { clientId: 'acme/van-1', protocolVersion: 4 } as Connect;
  hooks.preConnect(client, connect, () => undefined);
  expect(answerOf((done) => hooks.authenticate(client, 'acme', Buffer.of(), done))).toEqual([
    null,
    false,
  ]);
  expect(
    answerOf((done) => hooks.authorizeSubscribe(client, { topic: own, qos: 1 }, done)),
  ).toEqual([null, null]);
  expect(hooks.authorizeForward(client, packet(own) as never)).toBeNull();
});

it('lets nobody in whose CONNECT packet it has not judged', () => {
  expect(answerOf((done) => hooks.authenticate(client, 'acme', Buffer.of(), done))).toEqual([
    null,
    false,
  ]);
});

it('logs which door and which rule, but nobody and nothing', () => {
  answerOf((done) => hooks.authorizePublish(client, packet('feierabend/1/other/x/report'), done));
  expect(lines).toEqual(['publishesRefused: the topic is of another tenant']);
});
