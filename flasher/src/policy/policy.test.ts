import { encodePolicy, trustedKeyOf, writeOperatorKeyFile } from '@feierabend/protocol';
import { compilePolicy, parsePolicySource } from '@feierabend/protocol/policy-source';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { FakeDevice } from '../testing/fake-device.ts';
import { admin, council, stranger, yaml } from '../testing/policy-text.ts';
import { runOnDevice } from '../testing/run-on-device.ts';

const utf8 = new TextEncoder();
let device: FakeDevice;
let files: Map<string, Uint8Array>;

beforeEach(async () => {
  files = new Map([
    ['policy.yaml', utf8.encode(yaml())],
    ['admin.key.json', utf8.encode(writeOperatorKeyFile(admin))],
    ['council.key.json', utf8.encode(writeOperatorKeyFile(council))],
    ['stranger.key.json', utf8.encode(writeOperatorKeyFile(stranger))],
  ]);
  device = await new FakeDevice({
    runningImage: new Uint8Array(),
    keys: [trustedKeyOf(admin), trustedKeyOf(council)],
  }).start();
});

afterEach(() => device.stop());

const run = (...argv: readonly string[]) => runOnDevice(['policy', ...argv], { device, files });

const apply = (
  keys: readonly string[] = ['--key', 'admin.key.json', '--cosign', 'council.key.json'],
) => run('apply', 'policy.yaml', '--port', device.port, '--reason', 'winter hours', ...keys);

/** Its review was due before the time at which the simulated clock begins. */
const overdue = '{ from: 2026-01-01, until: 2026-12-31, review: 2026-06-01 }';

function compiledBytes(text: string, zoneData?: string): Uint8Array {
  const parsed = parsePolicySource(text, { fileName: 'policy.yaml' });
  if (!parsed.ok) throw new TypeError(JSON.stringify(parsed.problems));
  return encodePolicy(compilePolicy(parsed.source, { zoneData }));
}

describe('policy apply', () => {
  test('signs twice, sends, reads every byte back and states the digest', async () => {
    const applied = await apply();
    expect(applied.stderr).toBe('');
    expect(applied.exitCode).toBe(0);
    expect(device.tracker.policy).toEqual(compiledBytes(yaml()));
    expect(device.tracker.instructions).toMatchObject([
      { sequence: 5, author: 'A. Admin', reason: 'winter hours', kind: 'policy' },
    ]);
    expect(applied.stdout).toMatch(/Device van-07 holds policy [0-9a-f]{64}\n$/u);
  });

  test('takes the time of the signature from --issued-at', async () => {
    await apply([
      '--key',
      'admin.key.json',
      '--cosign',
      'council.key.json',
      '--issued-at',
      '2026-11-23T08:00:00+01:00',
    ]);
    expect(device.tracker.instructions[0]?.issuedS).toBe(Date.UTC(2026, 10, 23, 7) / 1000);
  });

  test('survives lost requests and lost answers', async () => {
    device.fate = ({ index }) =>
      index % 4 === 1 ? 'lose-answer' : index % 4 === 3 ? 'lose-request' : 'answer';
    expect((await apply()).exitCode).toBe(0);
    expect(device.tracker.instructions).toHaveLength(1);
  });

  test.each([
    [['--key', 'admin.key.json'], 'NEEDS_SECOND_SIGNATURE'],
    [['--key', 'stranger.key.json', '--cosign', 'council.key.json'], 'UNKNOWN_KEY'],
    [['--key', 'council.key.json', '--cosign', 'admin.key.json'], 'NOT_AUTHORISED'],
  ])('%j is refused by the device with %s', async (keys, name) => {
    const refused = await apply(keys);
    expect(refused.exitCode).toBe(6);
    expect(refused.stderr).toContain(`it refused with ${name}`);
    expect(device.tracker.policy).toBeUndefined();
  });

  test('a device that holds other bytes afterwards ends with exit 7', async () => {
    device.tracker.corruptsPolicy = true;
    const unproved = await apply();
    expect(unproved.exitCode).toBe(7);
    expect(unproved.stderr).toMatch(/\[VERIFY_POLICY(_FORM)?\]/u);
  });

  test('a lint error stops it before the port is opened', async () => {
    files.set('policy.yaml', utf8.encode(yaml({ retention: '200 d' })));
    const refused = await apply();
    expect(refused.exitCode).toBe(3);
    expect(refused.stderr).toContain('[POLICY_LINT]');
    expect(device.requests).toEqual([]);
  });

  test('a key file of another kind is named, and nothing of it is quoted', async () => {
    files.set('admin.key.json', utf8.encode('{"privateKey":"5ec2e7"}'));
    const refused = await apply();
    expect(refused.exitCode).toBe(3);
    expect(refused.stderr).toContain('admin.key.json');
    expect(refused.stderr).not.toContain('5ec2e7');
  });

  test('no private key reaches stdout, stderr or an event', async () => {
    const applied = await apply();
    const said = `${applied.stdout}${applied.stderr}${JSON.stringify(applied.events)}`;
    expect(said).not.toContain('01'.repeat(32));
    expect(said).not.toContain('02'.repeat(32));
  });
});

describe('policy plan', () => {
  test('shows a first policy as loosening, and changes nothing', async () => {
    const planned = await run('plan', 'policy.yaml', '--port', device.port);
    expect(planned.exitCode).toBe(0);
    expect(planned.stdout).toMatch(/\(loosens\)/u);
    expect(planned.stdout).toContain('two signatures');
    expect(planned.events.at(-1)).toMatchObject({ result: { signatures: 2, loosens: true } });
    expect(device.tracker.policy).toBeUndefined();
  });

  test('names each change with its effect', async () => {
    await apply();
    files.set('policy.yaml', utf8.encode(yaml({ retention: '20 d', heartbeat: '30 min' })));
    const planned = await run('plan', 'policy.yaml', '--port', device.port);
    expect(planned.stdout).toMatch(/^- retention .*\(tightens\)$/mu);
    expect(planned.events.at(-1)).toMatchObject({ result: { changes: expect.any(Array) } });
    expect(planned.stdout).toContain('two signatures');
  });

  test('a policy that only tightens takes one signature, and one applies it', async () => {
    await apply();
    files.set('policy.yaml', utf8.encode(yaml({ retention: '20 d' })));
    const planned = await run('plan', 'policy.yaml', '--port', device.port);
    expect(planned.stdout).toContain('one signature applies it');
    expect(planned.events.at(-1)).toMatchObject({ result: { signatures: 1, loosens: false } });
    expect((await apply(['--key', 'admin.key.json'])).exitCode).toBe(0);
    files.set('policy.yaml', utf8.encode(yaml({ retention: '21 d' })));
    expect((await apply(['--key', 'admin.key.json'])).stderr).toContain('NEEDS_SECOND_SIGNATURE');
  });

  test('an equal policy is no change', async () => {
    await apply();
    const planned = await run('plan', 'policy.yaml', '--port', device.port);
    expect(planned.stdout).toContain('No change');
  });
});

describe('policy show', () => {
  test('explains what the device holds in plain words', async () => {
    await apply();
    const shown = await run('show', '--port', device.port);
    expect(shown.exitCode).toBe(0);
    expect(shown.stdout).toContain('Europe/Berlin');
    expect(shown.stdout).toMatch(/digest {6}[0-9a-f]{64}/u);
  });

  test('warns of time zone data that is not that of this machine, and of a review that is due', async () => {
    device.tracker.policy = compiledBytes(yaml({ valid: overdue }), '2019a');
    const shown = await runOnDevice(['policy', 'show', '--port', device.port], {
      device,
      io: { zoneData: '2026a' },
    });
    expect(shown.stdout).toMatch(/^warning LINT_ZONE_DATA_STALE: .* 2019a; here is 2026a/mu);
    expect(shown.stdout).toMatch(/^warning LINT_REVIEW_DUE: /mu);
  });

  test('a device without a policy captures nothing', async () => {
    const shown = await run('show', '--port', device.port);
    expect(shown.exitCode).toBe(0);
    expect(shown.stdout).toBe('The device has no policy, and so captures nothing\n');
  });
});

describe('policy lint', () => {
  test('a good policy is explained and its digest stated', async () => {
    const linted = await run('lint', 'policy.yaml');
    expect(linted.exitCode).toBe(0);
    expect(linted.stdout).toMatch(/compiles to \d+ bytes, digest [0-9a-f]{64}/u);
  });

  test('the file is compiled with the time zone data of this machine, and linted as of now', async () => {
    files.set('policy.yaml', utf8.encode(yaml({ valid: overdue })));
    const linted = await runOnDevice(['policy', 'lint', 'policy.yaml'], {
      files,
      io: { zoneData: '2026a' },
    });
    expect(linted.stdout).toMatch(/^zone data +2026a$/mu);
    expect(linted.stdout).toMatch(/^warning LINT_REVIEW_DUE: /mu);
    expect(linted.stdout).not.toContain('LINT_ZONE');
  });

  test('every problem is told with file, line and column', async () => {
    const text = yaml({ purpose: 'spying' }).replace('retention', 'retenton');
    files.set('policy.yaml', utf8.encode(text));
    const linted = await run('lint', 'policy.yaml');
    expect(linted.exitCode).toBe(3);
    expect(linted.stderr).toMatch(/^policy\.yaml:3:\d+: /mu);
    expect(linted.stderr).toMatch(/retention/u);
    const sentences = linted.stderr.trimEnd().split('\n');
    expect(sentences.at(-1)).toMatch(/^flasher: Expected policy\.yaml to be a policy, but it has/u);
  });

  test('a missing file is exit 3', async () => {
    const linted = await run('lint', 'none.yaml');
    expect(linted.exitCode).toBe(3);
    expect(linted.stderr).toContain('there is no such file');
  });
});
