import {
  decodeInstructionBody,
  toHex,
  trustedKeyOf,
  writeOperatorKeyFile,
  writeTrustedKeyFile,
} from '@feierabend/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { FakeDevice } from '../testing/fake-device.ts';
import { admin, controller, council, stranger, yaml } from '../testing/policy-text.ts';
import { runOnDevice } from '../testing/run-on-device.ts';

const utf8 = new TextEncoder();
let device: FakeDevice;
let files: Map<string, Uint8Array>;

beforeEach(async () => {
  const people = { admin, council, controller, stranger };
  files = new Map([
    ['vans.yaml', utf8.encode(yaml())],
    ['long.yaml', utf8.encode(yaml({ retention: '200 d' }))],
    ...Object.entries(people).flatMap(([name, key]) => [
      [`${name}.key.json`, utf8.encode(writeOperatorKeyFile(key))] as const,
      [`${name}.pub.json`, utf8.encode(writeTrustedKeyFile(key))] as const,
    ]),
  ]);
  device = await new FakeDevice({
    runningImage: new Uint8Array(),
    keys: [admin, council, controller].map(trustedKeyOf),
  }).start();
});

afterEach(() => device.stop());

const run = (...argv: readonly string[]) => runOnDevice(['policy', ...argv], { device, files });
const reason = ['--reason', 'winter hours'];
const port = () => ['--port', device.port];

const signFirst = (file = 'vans.yaml', ...more: readonly string[]) =>
  run(
    'sign',
    file,
    '--as',
    'administrator',
    '--key',
    'admin.key.json',
    ...reason,
    ...more,
    ...port(),
  );
const signSecond = (...more: readonly string[]) =>
  run('sign', 'vans.instruction', '--as', 'council', '--key', 'council.key.json', ...more);

describe('two signatures through files', () => {
  test('one signs for the device at the port, the other signs the file, and it applies', async () => {
    const first = await signFirst();
    expect(first.stderr).toBe('');
    expect(first.events.at(-1)).toMatchObject({
      result: { file: 'vans.instruction', signatures: 1, sequence: 5, device: 'van-07' },
    });
    const second = await signSecond('--policy', 'vans.yaml', '--trust', 'admin.pub.json');
    expect(second.stderr).toBe('');
    expect(second.stdout).toMatch(/^precision +10 m$/mu);
    expect(second.stdout).toContain('Reason    winter hours');
    expect(second.stdout).not.toContain('not checked');
    const applied = await run('apply', 'vans.instruction', '--policy', 'vans.yaml', ...port());
    expect(applied.stderr).toBe('');
    expect(applied.exitCode).toBe(0);
    expect(applied.stdout).toContain('the file has 2');
    expect(applied.stdout).not.toContain('--cosign');
    expect(device.tracker.instructions).toMatchObject([{ sequence: 5, author: 'A. Admin' }]);
    const verified = await run('verify', 'vans.instruction', ...port());
    expect(verified.exitCode).toBe(0);
    expect((await run('verify', 'vans.yaml', ...port())).exitCode).toBe(0);
  });

  test('applied once more it is skipped, and nothing is sent', async () => {
    await signFirst();
    await signSecond();
    await run('apply', 'vans.instruction', ...port());
    const again = await run('apply', 'vans.instruction', ...port());
    expect(again.exitCode).toBe(0);
    expect(again.events.at(-1)).toMatchObject({ outcome: 'skipped' });
    expect(device.tracker.instructions).toHaveLength(1);
    const forced = await run('apply', 'vans.instruction', '--again', ...port());
    expect(forced.exitCode).toBe(3);
    expect(forced.stderr).toContain('[POLICY_SIGNED_SEQUENCE]');
  });

  test('with one signature the device refuses what loosens', async () => {
    await signFirst();
    const refused = await run('apply', 'vans.instruction', ...port());
    expect(refused.exitCode).toBe(6);
    expect(refused.stderr).toContain('NEEDS_SECOND_SIGNATURE');
  });

  test('the first signature says that nobody has checked it, and --trust checks it', async () => {
    await signFirst();
    expect((await signSecond()).stdout).toContain('was not checked');
    const foreign = await signSecond('--force', '--trust', 'stranger.pub.json');
    expect(foreign.exitCode).toBe(3);
    expect(foreign.stderr).toContain('[SIGN_FIRST_SIGNATURE]');
  });

  test.each([
    [['--as', 'council', '--key', 'admin.key.json'], 'SIGN_ROLE', 2],
    [['--key', 'admin.key.json'], 'SIGN_SAME_PERSON', 2],
    [['--key', 'council.key.json', '--policy', 'long.yaml'], 'POLICY_SIGNED_OTHER', 3],
  ])('%j on a signed file ends with %s', async (argv, code, exitCode) => {
    await signFirst();
    const before = files.get('vans.instruction');
    const refused = await run('sign', 'vans.instruction', ...argv);
    expect(refused.stderr).toContain(`[${code}]`);
    expect(refused.exitCode).toBe(exitCode);
    expect(files.get('vans.instruction')).toBe(before);
  });

  test('a file for another device is stopped before anything is sent', async () => {
    const names = ['--tenant', 'acme', '--device', 'van-08', '--sequence', '9'];
    const out = ['--key', 'admin.key.json', ...reason, ...names];
    expect((await run('sign', 'vans.yaml', ...out)).exitCode).toBe(0);
    const refused = await run('apply', 'vans.instruction', ...port());
    expect(refused.exitCode).toBe(3);
    expect(refused.stderr).toContain('[POLICY_SIGNED_DEVICE]');
    expect(device.tracker.instructions).toEqual([]);
  });

  test('a damaged file is named, and half an addressee is a usage error', async () => {
    await signFirst();
    files.set('vans.instruction', (files.get('vans.instruction') ?? new Uint8Array()).slice(0, 99));
    expect((await signSecond()).exitCode).toBe(3);
    const half = ['--key', 'admin.key.json', ...reason, '--tenant', 'acme'];
    const refused = await run('sign', 'vans.yaml', ...half, '--out', 'other.instruction');
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('[SIGN_ADDRESSEE]');
  });

  test('verify ends with 7 when the device holds another policy, or none', async () => {
    const none = await run('verify', 'vans.yaml', ...port());
    expect(none.exitCode).toBe(7);
    await signFirst();
    await signSecond();
    await run('apply', 'vans.instruction', ...port());
    const other = await run('verify', 'long.yaml', ...port());
    expect(other.exitCode).toBe(7);
    expect(other.stderr).toContain('[VERIFY_POLICY]');
  });
});

describe('a policy with lint errors', () => {
  const rule = ['--rule', 'LINT_RETENTION_150_DAYS'];
  const confirm = (...more: readonly string[]) =>
    run(
      'confirm',
      'long.yaml',
      ...rule,
      '--key',
      'controller.key.json',
      ...reason,
      ...more,
      ...port(),
    );

  beforeEach(async () => {
    await signFirst('long.yaml');
    await run('sign', 'long.instruction', '--key', 'council.key.json');
  });

  test('is suspended until the controller has confirmed it; then both reach the device', async () => {
    const suspended = await run('apply', 'long.instruction', ...port());
    expect(suspended.exitCode).toBe(3);
    expect(suspended.stderr).toContain('[POLICY_LINT]');
    expect((await run('plan', 'long.yaml', ...port())).stdout).toContain('Suspended');
    expect((await confirm()).stderr).toBe('');
    const applied = await run('apply', 'long.instruction', '--confirm', 'long.confirm', ...port());
    expect(applied.stderr).toBe('');
    expect(device.tracker.instructions.map(({ kind, sequence }) => [kind, sequence])).toEqual([
      ['confirm-unlawful', 5],
      ['policy', 6],
    ]);
    const body = device.tracker.instructions[0]?.body ?? new Uint8Array();
    const confirmed = decodeInstructionBody('confirm-unlawful', body);
    const subject = confirmed.ok && toHex(confirmed.value.subject);
    expect(applied.events.at(-1)).toMatchObject({ result: { digest: subject } });
  });

  test.each([
    [['--key', 'admin.key.json', ...rule], 'SIGN_ROLE'],
    [['--key', 'controller.key.json', '--rule', 'LINT_NOTHING'], 'CONFIRM_RULES'],
  ])('confirm with %j ends with %s', async (argv, code) => {
    const refused = await run('confirm', 'long.yaml', ...argv, ...reason, ...port());
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain(`[${code}]`);
  });

  test('a confirmation of another policy lifts nothing', async () => {
    files.set('other.yaml', utf8.encode(yaml({ retention: '210 d' })));
    const key = ['--key', 'controller.key.json', '--out', 'other.confirm'];
    await run('confirm', 'other.yaml', ...rule, ...key, ...reason, ...port());
    const refused = await run('apply', 'long.instruction', '--confirm', 'other.confirm', ...port());
    expect(refused.exitCode).toBe(3);
    expect(refused.stderr).toContain('[POLICY_CONFIRMATION]');
    expect(device.tracker.instructions).toEqual([]);
  });
});
