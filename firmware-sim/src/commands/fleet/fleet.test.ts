import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startEmbeddedBroker } from '../../broker/embedded-broker.ts';
import { readRunRecord } from '../../fleet/result/run-record.ts';
import { TestPki } from '../../pki/test-pki.ts';
import { runFirmwareSim } from '../../program.ts';
import { policyText } from '../../testing/policy-text.ts';

const scenario = `fleet: 1
name: Half an hour
from: 2026-03-02T06:50
duration: 35 min
groups:
  - { name: vans, devices: 5, policy: policy.yaml, track: parked }
assertions: [devices == 5, fixes > 5, leaks == 0]
`;

const shippedScenario = (name: string) =>
  fileURLToPath(new URL(`../../../scenarios/${name}.yaml`, import.meta.url));
const shippedPolicies = `${dirname(shippedScenario('small'))}/policies/`;

let folder = '';
const path = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fleet-'));
  await writeFile(path('policy.yaml'), policyText);
  await writeFile(path('fleet.yaml'), scenario);
  await writeFile(path('red.yaml'), scenario.replace('fixes > 5', 'fixes < 5'));
});
afterAll(() => rm(folder, { recursive: true }));

async function run(...argv: readonly string[]) {
  const said = { stdout: '', stderr: '' };
  const exitCode = await runFirmwareSim(['fleet', ...argv], {
    stdout: { write: (text) => (said.stdout += text) },
    stderr: { write: (text) => (said.stderr += text) },
    signal: new AbortController().signal,
  });
  return { exitCode, ...said };
}

const record = async (name: string) =>
  readRunRecord(await readFile(path(`${name}/run.json`), 'utf8'), name);

describe('firmware-sim fleet', () => {
  it('is the same in parts as in one piece, and merges to the same record', async () => {
    const whole = await run(path('fleet.yaml'), '--workers', '1', '--out', path('whole'));
    expect(whole).toMatchObject({ exitCode: 0, stderr: '' });
    expect(whole.stdout).toContain('green: every assertion holds');
    for (const number of [1, 2]) {
      const shard = ['--shard', `${number}/2`, '--workers', '1', '--out', path(`part-${number}`)];
      // oxlint-disable-next-line no-await-in-loop
      expect((await run(path('fleet.yaml'), ...shard)).stdout).toContain('part of a run');
    }
    const parts = [1, 2].map((number) => path(`part-${number}/run.json`));
    expect(await run('merge', ...parts, '--out', path('merged'))).toMatchObject({ exitCode: 0 });
    const [{ host: _here, ...one }, { host, ...merged }] = [
      await record('whole'),
      await record('merged'),
    ];
    expect(host).toHaveLength(2);
    expect({ ...merged, shards: one.shards }).toEqual(one);
    expect(await readFile(path('merged/junit.xml'), 'utf8')).toContain('failures="0"');
    expect(await readFile(path('whole/fleet.html'), 'utf8')).toContain('5 parked vehicles');
    expect(await readFile(path('merged/fleet.html'), 'utf8')).toContain('holds no places');
    const twice = await run('merge', ...parts, parts[0] ?? '', '--out', path('twice'));
    expect(twice).toMatchObject({ exitCode: 3 });
    expect(twice.stderr).toContain('shard 1 came twice');
    const { account, ...rest } = await record('part-2');
    const { tally } = account;
    const fewer = { ...tally, sums: { ...tally.sums, devices: 1 } };
    const text = JSON.stringify({ ...rest, account: { ...account, tally: fewer } });
    await writeFile(path('fewer.json'), text);
    const short = await run('merge', parts[0] ?? '', path('fewer.json'), '--out', path('short'));
    expect(short).toMatchObject({ exitCode: 3 });
    expect(short.stderr).toContain('shard 2 has lived 1 devices, where it has 2');
  });

  it('says what a run will not show, and does not run what would be green whatever it found', async () => {
    await writeFile(path('early.yaml'), scenario.replace('2026-03-02', '2024-03-02'));
    const early = await run(path('early.yaml'), '--workers', '1', '--out', path('early'));
    expect(early).toMatchObject({ exitCode: 7 });
    expect(early.stderr).toContain('its devices stay closed');
    await writeFile(path('idle.yaml'), scenario.replace(/assertions.*/u, ''));
    const idle = await run(path('idle.yaml'), '--out', path('idle'));
    expect(idle).toMatchObject({ exitCode: 3, stdout: '' });
    expect(idle.stderr).toContain('green whatever it found');
  });

  it('is red for a leak that the scenario says nothing of, and green in so many words where it is to be found', async () => {
    const seeded = await readFile(shippedScenario('seeded-defect'), 'utf8');
    const leaky = async (name: string, assertion: string) => {
      const text = seeded.replace('leaks == 0', assertion).replaceAll('policies/', shippedPolicies);
      await writeFile(path(`${name}.yaml`), text);
      return run(path(`${name}.yaml`), '--virtual', '--workers', '1', '--out', path(name));
    };
    const unsaid = await leaky('unsaid', 'fixes > 1');
    expect(unsaid).toMatchObject({ exitCode: 7 });
    expect(unsaid.stderr).toMatch(/^warning: .*FLEET_LEAKS\]\n.*Expected leaks == 0, but 383/u);
    expect(await readFile(path('unsaid/junit.xml'), 'utf8')).toContain('name="leaks == 0"');
    const wanted = await leaky('wanted', 'leaks > 0');
    expect(wanted).toMatchObject({ exitCode: 0 });
    expect(wanted.stderr).toMatch(/^warning: .*too high for leaks > 0.*\n$/u);
    const bounds = /green: every assertion holds, and none bounds what was found: leaks 383\n/u;
    expect(wanted.stdout).toMatch(bounds);
    const property = '<property name="unbounded" value="leaks 383"/>';
    expect(await readFile(path('wanted/junit.xml'), 'utf8')).toContain(property);
    const page = await readFile(path('wanted/fleet.html'), 'utf8');
    expect(page).toContain('No assertion bounds what was found: leaks 383.');
  });

  it('takes addresses to connect from where there is a network, and only those of this machine', async () => {
    const foreign = await run(path('fleet.yaml'), '--source', '203.0.113.9', '--out', path('no'));
    expect(foreign).toMatchObject({ exitCode: 2, stdout: '' });
    expect(foreign.stderr).toContain('Expected an IP address of this machine');
    const idle = await run(path('fleet.yaml'), '--source', '127.0.0.9', '--out', path('no'));
    expect(idle).toMatchObject({ exitCode: 2, stdout: '' });
    expect(idle.stderr).toContain('[FLEET_SOURCE]');
    await writeFile(path('live.yaml'), `${scenario}speed: fast\nbrokers: embedded\n`);
    const here = ['--workers', '1', '--source', '127.0.0.9', '--source', '127.0.0.10'];
    const live = await run(path('live.yaml'), ...here, '--out', path('live'));
    expect(live).toMatchObject({ exitCode: 0 });
  });

  it('tells of orders that reached nobody, and is red for them where that is asserted', async () => {
    const away = `${scenario.replace('fixes > 5', 'messages > 0')}faults:
  - { kind: broker-outage, at: 25 min, for: 10 min }
  - { kind: wipe, at: 27 min }
`;
    await writeFile(path('away.yaml'), away);
    const unsaid = await run(path('away.yaml'), '--workers', '1', '--out', path('away'));
    expect(unsaid).toMatchObject({ exitCode: 0 });
    expect(unsaid.stderr).toContain('[FLEET_NO_ORDERS]');
    expect(unsaid.stdout).toContain('none bounds what was found: orders-open 5\n');
    await writeFile(
      path('away-red.yaml'),
      away.replace('leaks == 0', 'leaks == 0, orders-open == 0'),
    );
    const red = await run(path('away-red.yaml'), '--workers', '1', '--out', path('away-red'));
    expect(red).toMatchObject({ exitCode: 7 });
    expect(red.stderr).toContain('Expected orders-open == 0, but 5');
  });

  it('gives no verdict without all shards, and red where the others cannot mend it', async () => {
    // Three devices are a half of five, and a third of eight.
    const text = (await readFile(path('part-1/run.json'), 'utf8'))
      .replace(/"of": ?2/u, '"of":3')
      .replace(/"devices": ?5/u, '"devices":8');
    await writeFile(path('third.json'), text);
    const merge = ['merge', path('third.json'), '--out', path('incomplete')];
    const incomplete = await run(...merge);
    expect(incomplete.exitCode).toBe(8);
    expect(incomplete.stderr).toContain('shards 2, 3 of 3 are missing');
    expect(incomplete.stderr).toContain('FLEET_INCOMPLETE');
    expect(incomplete.stdout).toContain('open  devices == 5');
    expect(await readFile(path('incomplete/junit.xml'), 'utf8')).toContain('skipped="5"');
    const partial = await run(...merge, '--partial');
    expect(partial.exitCode).toBe(0);
    expect(partial.stderr).toContain('without shards 2, 3 of 3, so there is no verdict');
    // More than enough of it is in the first shard, while the number of devices is not all there yet.
    const shard = ['--shard', '1/2', '--workers', '1', '--out', path('red-part')];
    const red = await run(path('red.yaml'), ...shard);
    expect(red.exitCode).toBe(7);
    expect(red.stderr).toMatch(/fixes < 5.*FLEET_RED/u);
    expect(red.stderr).not.toContain('devices == 5');
    const redMerge = await run('merge', path('red-part/run.json'), '--out', path('red-merge'));
    expect(redMerge.exitCode).toBe(7);
  });

  it('ends with 7 when an assertion does not hold, and JUnit says which', async () => {
    const red = await run(path('red.yaml'), '--workers', '1', '--out', path('red'));
    expect(red.exitCode).toBe(7);
    expect(red.stdout).toContain('FAIL  fixes < 5');
    expect(red.stderr).toContain('FLEET_RED');
    const junit = await readFile(path('red/junit.xml'), 'utf8');
    expect(junit).toContain('failures="1"');
    expect(junit).toContain('name="fixes &lt; 5"');
  });

  it('says where Prometheus finds it, and does not begin when that port is in use', async () => {
    const words = [path('fleet.yaml'), '--workers', '1', '--out', path('metrics'), '--metrics'];
    const watched = await run(...words, '0');
    expect(watched).toMatchObject({ exitCode: 0 });
    expect(watched.stderr).toMatch(/^metrics at http:\/\/127\.0\.0\.1:\d+\/metrics\n$/u);
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const refused = await run(...words, `${(other.address() as AddressInfo).port}`);
    other.close();
    expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
    expect(refused.stderr).toContain('FLEET_METRICS_PORT');
  });

  it.each([
    ['a shard that is none', ['x.yaml', '--shard', '3/2'], 2],
    ['no workers', ['x.yaml', '--workers', '0'], 2],
    ['a scenario that is not there', ['nowhere.yaml'], 3],
    ['a record that is not there', ['merge', 'nowhere.json'], 3],
  ])('refuses %s', async (_what, argv, exitCode) => {
    expect((await run(...argv)).exitCode).toBe(exitCode);
  });

  it('goes through a broker of somebody else, who trusts the authority that it is given', async () => {
    const pki = await TestPki.create({ now: Date.now });
    const { certPem, keyPem } = await pki.authority();
    await writeFile(path('ca.pem'), certPem);
    await writeFile(path('ca.key.pem'), keyPem, { mode: 0o600 });
    await writeFile(path('stranger.pem'), (await pki.issueController('acme', 'eve')).certPem);
    const broker = await startEmbeddedBroker({ pki });
    const live = async (name: string, issuer: string) => {
      const tls = `tls: { ca: ca.pem, issuer: ${issuer}, issuer-key: ca.key.pem }`;
      const text = `${scenario}speed: fast\nbrokers: ['${broker.url}']\n${tls}\n`;
      await writeFile(path(`${name}.yaml`), text);
      return run(path(`${name}.yaml`), '--workers', '1', '--out', path(name));
    };
    try {
      expect(await live('foreign', 'ca.pem')).toMatchObject({ exitCode: 0 });
      expect(broker.stats().published).toBeGreaterThan(10);
      expect((await record('foreign')).engine).toBe('live');
      const refused = await live('refused', 'stranger.pem');
      expect(refused.exitCode).toBe(3);
      expect(refused.stderr).toContain('stranger.pem is a certificate that may not sign others');
    } finally {
      await broker.stop();
    }
  });
});

describe('firmware-sim fleet lint', () => {
  it('finds nothing in the shipped scenarios', async () => {
    const linted = await run('lint', 'scenarios/small.yaml');
    expect(linted).toMatchObject({ exitCode: 0, stderr: '' });
    expect(linted.stdout).toContain('nothing found');
  });

  it('ends with 3 where aliases name nothing', async () => {
    await writeFile(path('alias.yaml'), scenario.replace('Half an hour', '*half'));
    const linted = await run('lint', path('alias.yaml'));
    expect(linted.exitCode).toBe(3);
    expect(linted.stderr).toContain('SCENARIO_FILE');
  });

  it('ends with 3 after all findings, and tells each once; so does a run', async () => {
    await writeFile(path('ramp.yaml'), scenario.replace('35 min', '35 min\nramp: 1 h'));
    const linted = await run('lint', path('ramp.yaml'));
    expect(linted.exitCode).toBe(3);
    expect(linted.stdout).toContain('error: ramp: the ramp is not over');
    expect(linted.stderr).toMatch(/lint finds 1 error; .* \[SCENARIO_LINT\]\n$/u);
    expect(linted.stderr).not.toContain('the ramp is not over');
    const refused = await run(path('ramp.yaml'), '--out', path('ramp'));
    expect(refused).toMatchObject({ exitCode: 3, stdout: '' });
    expect(refused.stderr.match(/the ramp is not over/gu)).toHaveLength(1);
  });

  it('says which file of tls cannot be used, and which key names it', async () => {
    await writeFile(path('found.pem'), 'no certificate');
    const foreign = (ca: string) =>
      `${scenario}speed: fast\nbrokers: ['mqtts://localhost:1']\ntls: { ca: ${ca}, issuer: b, issuer-key: c }\n`;
    await writeFile(path('tls.yaml'), foreign('lost.pem'));
    const lost = await run('lint', path('tls.yaml'));
    expect(lost).toMatchObject({ exitCode: 3 });
    expect(lost.stdout).toMatch(/^error: tls: .*lost\.pem, which tls\.ca names.*ENOENT/mu);
  });

  it('refuses an authority that ends before the run does', async () => {
    const pki = await TestPki.create({ now: Date.now, validityMs: 3_600_000 });
    const { certPem, keyPem } = await pki.authority();
    await writeFile(path('brief.pem'), certPem);
    await writeFile(path('brief.key.pem'), keyPem);
    const tls = 'tls: { ca: brief.pem, issuer: brief.pem, issuer-key: brief.key.pem }';
    const linted = async (speed: string) => {
      const long = scenario.replace('35 min', '3 d');
      const brokers = `brokers: ['mqtts://localhost:1']`;
      await writeFile(path('brief.yaml'), `${long}speed: ${speed}\n${brokers}\n${tls}\n`);
      return (await run('lint', path('brief.yaml'))).stdout;
    };
    expect(await linted('real')).toContain('brief.pem is a certificate that runs out before');
    expect(await linted('x600')).not.toContain('brief.pem');
  });
});
