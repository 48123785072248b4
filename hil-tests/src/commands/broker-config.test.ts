import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import type { HilIo } from '../io.ts';
import { runHil } from '../program.ts';
import {
  refuseDelivery,
  refusePublish,
  refuseSubscribe,
} from '@feierabend/firmware-sim/broker/access-rules';
import { grantsOf } from '@feierabend/firmware-sim/broker/grants';
import type { Identity } from '@feierabend/firmware-sim/broker/identity';
import { topicOf, type Channel } from '@feierabend/firmware-sim/broker/topic';

const list = `feierabend-tenants: 1
broker:
  address: 127.0.0.1
  ca: /etc/broker/ca.pem
  cert: /etc/broker/server.pem
  key: /etc/broker/server.key
tenants:
  acme:
    devices: [van-1, van-2]
    controllers: [office]
  spies:
    devices: [van-1]
`;

/** Runs `hil broker-config` as a person does, as often as there are options for it. */
async function write(broker: string, text: string, runs: readonly (readonly string[])[] = [[]]) {
  const folder = await mkdtemp(join(tmpdir(), 'hil-broker-'));
  let said = '';
  const sink = { write: (part: string) => void (said += part) };
  const host = { execPath: 'node', platform: 'linux', nodeVersion: 'test' };
  const { signal } = new AbortController();
  const io: HilIo = { stdout: sink, stderr: sink, signal, now: () => 0, host };
  try {
    const tenants = join(folder, 'tenants.yaml');
    await writeFile(tenants, text);
    const args = ['--tenants', tenants, '--out', folder, '--installed-in', '/etc/broker'];
    const exitCodes: number[] = [];
    for (const more of runs) {
      // oxlint-disable-next-line no-await-in-loop -- the second finds what the first has written
      exitCodes.push(await runHil(['broker-config', broker, ...args, ...more], io));
    }
    const exitCode = exitCodes.at(-1);
    const read = (name: string) => readFile(join(folder, name), 'utf8').catch(() => '');
    const names = ['mosquitto.conf', 'acl', 'emqx.conf', 'acl.conf'];
    const files = Object.fromEntries(
      await Promise.all(names.map(async (name) => [name, await read(name)] as const)),
    );
    return { exitCode, exitCodes, said, files };
  } finally {
    await rm(folder, { recursive: true });
  }
}

const channels: readonly Channel[] = ['report', 'status', 'event', 'journal', 'smp/rsp', 'smp/req'];
const people: readonly Identity[] = [
  { tenant: 'acme', name: 'van-1', role: 'device' },
  { tenant: 'acme', name: 'office', role: 'controller' },
];
/** `+` stands for one level. */
const fits = (filter: string, topic: string): boolean =>
  new RegExp(`^${filter.replaceAll('+', '[^/]+').replace('#', '.+')}$`, 'u').test(topic);

it.each(people)('grants %o what the access rules of the house allow, and nothing else', (who) => {
  const { publish, receive, subscribe } = grantsOf(who);
  let allowed = 0;
  for (const tenant of ['acme', 'spies']) {
    for (const device of ['van-1', 'van-2', 'office']) {
      for (const topic of channels.map((channel) => topicOf(tenant, device, channel))) {
        const mayPublish = refusePublish(who, { topic, retain: false }) === undefined;
        const mayReceive = refuseDelivery(who, topic) === undefined;
        expect(
          publish.some((filter) => fits(filter, topic)),
          `publish ${topic}`,
        ).toBe(mayPublish);
        expect(
          receive.some((filter) => fits(filter, topic)),
          `receive ${topic}`,
        ).toBe(mayReceive);
        allowed += Number(mayPublish) + Number(mayReceive);
      }
    }
  }
  expect(allowed).toBe(who.role === 'device' ? 6 : 3 + 18);
  for (const filter of subscribe) expect(refuseSubscribe(who, filter)).toBeUndefined();
});

it('replaces files that somebody may have worked on only when it is told to', async () => {
  const { exitCodes, said } = await write('mosquitto', list, [[], [], ['--force']]);
  expect([exitCodes, said]).toEqual([[0, 2, 0], expect.stringContaining('[FILE_EXISTS]')]);
});

it('writes what mosquitto reads: a certificate, its subject as name and client id, and one block a client', async () => {
  const { exitCode, said, files } = await write('mosquitto', list);
  expect([exitCode, said]).toEqual([0, expect.stringContaining('mosquitto.conf, acl')]);
  for (const line of [
    'listener 8883 127.0.0.1',
    'require_certificate true',
    'use_subject_as_username true',
    'use_username_as_clientid true',
    'allow_anonymous false',
    'retain_available false',
    'acl_file /etc/broker/acl',
  ]) {
    expect(files['mosquitto.conf']?.split('\n')).toContain(line);
  }
  const users = files['acl']?.split('\n').filter((line) => line.startsWith('user '));
  expect(users).toEqual([
    'user OU=device,O=acme,CN=van-1',
    'user OU=device,O=acme,CN=van-2',
    'user OU=controller,O=acme,CN=office',
    'user OU=device,O=spies,CN=van-1',
  ]);
  expect(files['acl']).toContain('topic readwrite feierabend/1/acme/+/smp/req');
  expect(files['acl']).not.toMatch(/[#]|topic \w+ \+/u);
});

it('writes the same for EMQX, which refuses what no rule allows', async () => {
  const { exitCode, files } = await write('emqx', list);
  expect(exitCode).toBe(0);
  expect(files['emqx.conf']).toContain('fail_if_no_peer_cert = true');
  expect(files['emqx.conf']).toContain('peer_cert_as_clientid = dn');
  expect(files['emqx.conf']).toContain('no_match = deny');
  expect(files['emqx.conf']).toContain('path = "/etc/broker/acl.conf"');
  const rules = files['acl.conf']?.trimEnd().split('\n') ?? [];
  expect(rules).toHaveLength(2 * 4 + 1);
  expect(rules[1]).toBe(
    '{allow, {username, "OU=device,O=acme,CN=van-1"}, subscribe, [{eq, "feierabend/1/acme/van-1/smp/req"}]}.',
  );
  expect(rules.at(-1)).toBe('{deny, all}.');
});

it.each([
  ['a name that would be two levels', 'van-2', 'van/2', 'tenants.yaml:9:22'],
  ['a name that is there twice', 'van-2', 'van-1', 'van-1 is there twice'],
  [
    'a path that would be a rule of its own',
    '/etc/broker/ca.pem',
    String.raw`"a\nallow_anonymous true"`,
    'tenants.yaml:4:7',
  ],
  ['a key nobody knows', 'controllers', 'controlers', 'nobody knows this key'],
])('refuses %s with its place', async (...[, from, to, place]) => {
  const { exitCode, said, files } = await write('mosquitto', list.replace(from, to));
  expect(exitCode).toBe(3);
  expect(said).toContain(place);
  expect(files['acl']).toBe('');
});

it('reads the example of its page', async () => {
  const page = await readFile(
    new URL('../../../docs/hil/broker-config.md', import.meta.url),
    'utf8',
  );
  const examples = [...page.matchAll(/^```yaml\n(.*?)^```$/gmsu)].map(([, text = '']) => text);
  expect(examples).toHaveLength(1);
  const { exitCode, said } = await write('mosquitto', examples[0] ?? '');
  expect([exitCode, said]).toEqual([0, expect.any(String)]);
});
