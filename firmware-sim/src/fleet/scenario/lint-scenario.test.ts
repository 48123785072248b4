import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { modemDefects } from '../../core/defects/defect-list.ts';
import { policyText } from '../../testing/policy-text.ts';
import { strangerName } from '../virtual/device-run.ts';
import { lintScenario } from './lint-scenario.ts';
import { readScenario } from './scenario-file.ts';

const sound = `fleet: 1
name: Test
from: 2026-03-02T05:00
duration: 4 h
groups:
  - { name: vans, devices: 3, policy: policy.yaml }
faults:
  - { kind: broker-outage, at: 1 h, for: 10 min }
assertions: [leaks == 0, fixes > 0]
`;

/** Nine times as much on each line. */
const bomb = Array.from({ length: 9 }, (_, at) => {
  const inside = at === 0 ? 'lol' : Array.from({ length: 9 }, () => `*a${at - 1}`).join(', ');
  return `a${at}: &a${at} [${inside}]`;
}).join('\n');

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fleet-'));
  await writeFile(join(folder, 'policy.yaml'), policyText);
  // 55 vehicles for 400 days were unlawful, says a court.
  await writeFile(
    join(folder, 'bad.yaml'),
    policyText.replace('retention: 30 d', 'retention: 200 d'),
  );
});
afterAll(() => rm(folder, { recursive: true }));

async function read(from: string, to: string) {
  expect(sound).toContain(from);
  const path = join(folder, 'scenario.yaml');
  await writeFile(path, sound.replace(from, to));
  return readScenario(path);
}

describe('a scenario file', () => {
  it.each([
    ['devices: 3', 'devises: 3', /scenario\.yaml:6:19.*groups\.0\.devises: nobody knows this key/u],
    ['4 h', 'four hours', /scenario\.yaml:4:11.*expected a duration/u],
    ['broker-outage', 'broker-holiday', /scenario\.yaml:8:13.*faults\.0\.kind/u],
    ['leaks == 0', 'leeks == 0', /scenario\.yaml:9:14.*no metric "leeks"/u],
    ['for: 10 min', 'for: 0 s', /more than nothing/u],
    ['duration: 4 h', 'duration: 999 ms', /duration: expected 1 s to 400 d/u],
    ['[leaks == 0, fixes > 0]', '[]', /at least `fixes > 0` and `leaks == 0`: .*green whatever/u],
    ['[leaks == 0, fixes > 0]', '', /assertions: it is left empty \(.*green whatever/u],
    ['assertions: [leaks == 0, fixes > 0]', '', /assertions: it is missing \(.*green whatever/u],
    [
      sound.slice(sound.indexOf('groups:'), sound.indexOf('faults:')),
      'groups:\n',
      /scenario\.yaml:5:8.*groups: it is left empty \(expected a list\)/u,
    ],
    [
      '  - { kind: broker-outage, at: 1 h, for: 10 min }\n',
      '',
      /faults: it is left empty \(expected a list\)/u,
    ],
    ['4 h', '', /duration: it is left empty \(expected a duration such as/u],
    ['devices: 3', 'devices: three', /devices: expected a number, but it is "three"/u],
    ['name: Test', 'name: 5', /name: expected text, but it is 5, which is text only in quotes/u],
    [
      'duration: 4 h',
      'duration: 4 h\nmqtt: 5',
      /mqtt: expected one of .*, which is text only in quotes/u,
    ],
    [
      'duration: 4 h',
      'duration: 4 h\nspeed: slow',
      /speed: expected virtual, fast, real, or a factor/u,
    ],
    [
      'duration: 4 h',
      "duration: 4 h\nbrokers: ['mqtts://ada:pw@localhost:1', nowhere]",
      /brokers\.0: expected mqtts:.* and nothing else.*brokers\.1: expected mqtts:/u,
    ],
    [
      'kind: broker-outage, at: 1 h, for: 10 min',
      'kind: packet-loss, at: 1 h, for: 10 min, loss: 0 %',
      /loss: expected more than 0 %/u,
    ],
    ['devices: 3', `devices: 3, tenant: ${strangerName}`, /tenant: expected a name of a to z/u],
    ['fixes > 0', 'fixes = 0', /one of == != <= .* but it is "fixes = 0"/u],
    ['policy.yaml', 'nowhere.yaml', /read .*nowhere\.yaml.*ENOENT/u],
    ['{ kind: broker-outage, at: 1 h, for: 10 min }', '{', /scenario\.yaml/u],
    ['name: Test', 'name: *nobody', /scenario\.yaml:2:7.*Unresolved alias/u],
    ['name: Test', bomb, /scenario\.yaml:3:10.*Excessive alias count/u],
    ['devices: 3,', 'devices: 3, defects: [gate-sent],', /no such seeded defect/u],
  ])('with %j as %j is refused, and says where', async (from, to, reason) => {
    await expect(read(from, to)).rejects.toThrow(reason);
  });
});

describe('fleet lint', () => {
  it('has nothing to say about a sound scenario', async () => {
    expect(lintScenario(await read('Test', 'Test'))).toEqual([]);
  });

  it('says that a slow link is none on the way to the broker, unless it goes by the clock', async () => {
    const slow = '{ kind: slow-link, at: 1 h, for: 10 min, latency: 1 s }';
    const outage =
      '{ kind: broker-outage, at: 1 h, for: 10 min }\nassertions: [leaks == 0, fixes > 0]\n';
    const at = (speed: string) =>
      read(
        outage,
        `${slow}\nassertions: [leaks == 0, fixes > 0]\nspeed: ${speed}\nbrokers: embedded\n`,
      );
    expect(lintScenario(await at('x60'))).toEqual([]);
    expect(lintScenario(await at('fast'))).toMatchObject([
      { severity: 'note', code: 'FLEET_FAULT_VIRTUAL', path: 'faults.0' },
    ]);
  });

  it.each([
    ...modemDefects.map((name) => [name, 'error', /modem/u] as const),
    ['wipe-sector', 'error', /nothing: .*a wipe of a fleet deletes reports/u],
    ['private-ignored', 'error', /nothing: .*private switch/u],
    ['leak-serial', 'warning', /would not be found: .*serial ports/u],
  ] as const)(
    'says that a fleet does not show %s, why, and which it shows',
    async (name, severity, why) => {
      const defects = `devices: 3, defects: [gate-send, ${name}]`;
      const found = lintScenario(await read('devices: 3', defects));
      expect(found).toMatchObject([{ severity, code: 'FLEET_DEFECT', path: 'groups.0.defects' }]);
      expect(found[0]?.sentence).toContain(name);
      expect(found[0]?.sentence).toMatch(why);
      expect(found[0]?.next).toMatch(/these can be found: gate-capture, .*leak-crash$/u);
    },
  );

  it.each([
    ['devices: 3', 'devices: 0', 'FLEET_EMPTY_GROUP', 'groups.0.devices'],
    ['duration: 4 h', 'duration: 4 h\nramp: 4 h', 'FLEET_RAMP', 'ramp'],
    ['at: 1 h', 'at: 5 h', 'FLEET_FAULT_TIME', 'faults.0.at'],
    ['at: 1 h', 'at: 2026-03-01', 'FLEET_FAULT_TIME', 'faults.0.at'],
    ['at: 1 h', 'groups: [cars], at: 1 h', 'FLEET_FAULT_GROUP', 'faults.0.groups'],
    ['for: 10 min', 'for: 10 h', 'FLEET_FAULT_END', 'faults.0.for'],
    ['duration: 4 h', 'duration: 4 h\nbrokers: embedded', 'FLEET_BROKER', 'brokers'],
    ['duration: 4 h', 'duration: 4 h\nspeed: x60', 'FLEET_BROKER', 'brokers'],
    [
      'duration: 4 h',
      "duration: 4 h\nspeed: real\nbrokers: ['mqtts://broker.example']",
      'FLEET_TLS',
      'tls',
    ],
    [
      'duration: 4 h',
      'duration: 4 h\nspeed: fast\nbrokers: mosquitto\ntls: { ca: a, issuer: b, issuer-key: c }',
      'FLEET_TLS',
      'tls',
    ],
    [
      'duration: 4 h',
      "duration: 4 h\nspeed: real\nbrokers: ['mqtts://broker.example']\ntls: { ca: a, issuer: b, issuer-key: c }",
      'FLEET_FAULT_FOREIGN',
      'faults.0',
    ],
    ['from: 2026', 'from: 2024', 'FLEET_POLICY_DATES', 'policy.yaml'],
    ['duration: 4 h', "duration: 4 h\nmqtt: '5'", 'FLEET_MQTT', 'mqtt'],
    ['at: 1 h', 'share: 1 %, at: 1 h', 'FLEET_FAULT_NOBODY', 'faults.0'],
    ['duration: 4 h', 'duration: 4 h\nramp: 3 h 59 min\nseed: 2', 'FLEET_FAULT_NOBODY', 'faults.0'],
    ['at: 1 h', 'groups: [vans, vans], at: 1 h', 'FLEET_TWICE', 'faults.0.groups.1'],
    [
      'devices: 3',
      'devices: 3, defects: [gate-send, gate-send]',
      'FLEET_TWICE',
      'groups.0.defects.1',
    ],
    ['fixes > 0', 'fixes > 0, leaks==0', 'FLEET_TWICE', 'assertions.2'],
    ['policy: policy.yaml', 'policy: bad.yaml', 'FLEET_POLICY_LINT', 'bad.yaml'],
    [
      'for: 10 min }',
      'for: 10 min }\n  - { kind: wipe, at: 3 h, waves: [{ share: 5 %, after: 2 h }] }',
      'FLEET_FAULT_TIME',
      'faults.1.waves',
    ],
    [
      '  - { name: vans, devices: 3, policy: policy.yaml }',
      '  - { name: vans, devices: 3, policy: policy.yaml }\n  - { name: vans, devices: 3, policy: policy.yaml }',
      'FLEET_GROUP_TWICE',
      'groups.1.name',
    ],
  ])('finds that %j as %j is %s', async (from, to, code, path) => {
    const found = lintScenario(await read(from, to));
    expect(found).toContainEqual(expect.objectContaining({ code, path }));
  });
});
