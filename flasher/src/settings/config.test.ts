import { trustedKeyOf, writeOperatorKeyFile } from '@feierabend/protocol';
import { afterEach, describe, expect, test } from 'vitest';

import { FakeDevice } from '../testing/fake-device.ts';
import { admin, council } from '../testing/policy-text.ts';
import { runOnDevice } from '../testing/run-on-device.ts';

const utf8 = new TextEncoder();
const schema = `app/interval: { type: u32, unit: s, min: 10, max: 3600 }
app/offset: { type: i32 }
app/name: { type: text }
app/list: { type: names }
app/led: { type: switch }
app/raw: { type: bytes }
app/other: { type: bytes }
app/psk: { type: text, secret: true }
`;
const secret = 'hunter2 hunter2';
let device: FakeDevice;
let files: Map<string, Uint8Array>;

async function start(withoutTracker: boolean) {
  files = new Map([
    ['schema.yaml', utf8.encode(schema)],
    ['psk.txt', utf8.encode(`${secret}\n`)],
    ['admin.key.json', utf8.encode(writeOperatorKeyFile(admin))],
    ['council.key.json', utf8.encode(writeOperatorKeyFile(council))],
  ]);
  const keys = [admin, council].map(trustedKeyOf);
  device = await new FakeDevice({ runningImage: new Uint8Array(), withoutTracker, keys }).start();
}

afterEach(() => device.stop());

const run = (...argv: readonly string[]) =>
  runOnDevice(['config', ...argv, '--port', device.port], { device, files });
const typed = ['--schema', 'schema.yaml'];
const values = [
  'app/interval=60',
  'app/offset=-7',
  'app/name=Van 7',
  'app/list=a,b',
  'app/led=yes',
  'app/raw=00ff',
  'app/psk=@psk.txt',
];
const resultOf = ({ events }: Awaited<ReturnType<typeof run>>) =>
  (events.at(-1) as { result: Record<string, unknown> }).result;

describe('on a stock Zephyr board', () => {
  test('values have types, and are on the wire as the firmware keeps them; they are saved', async () => {
    await start(true);
    const set = await run('set', ...values, ...typed);
    expect(set.stderr).toBe('');
    expect(set.exitCode).toBe(0);
    const hex = (name: string) =>
      Buffer.from(device.settings.saved.get(name) ?? []).toString('hex');
    expect(hex('app/interval')).toBe('3c000000');
    expect(hex('app/offset')).toBe('f9ffffff');
    expect(hex('app/led')).toBe('01');
    expect(hex('app/raw')).toBe('00ff');
    const got = await run('get', ...typed);
    expect(got.stdout).toContain('app/interval = 60 s\n');
    expect(resultOf(got)['settings']).toMatchObject({ 'app/offset': -7, 'app/list': ['a', 'b'] });
  });

  test('an export brings back everything that it has, and no secret is anywhere', async () => {
    await start(true);
    const set = await run('set', ...values, 'app/more=0102', ...typed);
    device.settings.writeSetting('app/list', Uint8Array.of(0x61, 0x2c, 0xff));
    const exported = await run('export', 'kept.yaml', ...typed, '--name', 'app/more');
    expect(resultOf(exported)).toMatchObject({ leftOut: ['app/psk'] });
    const before = new Map(device.settings.saved);
    before.set('app/list', Uint8Array.of(0x61, 0x2c, 0xff));
    const other = [
      'app/interval=10',
      'app/name=Other',
      'app/list=c',
      'app/led=no',
      'app/other=01',
      'app/more=03',
    ];
    await run('set', ...other, ...typed);
    await run('set', '--delete', 'app/raw', '--delete', 'app/offset', ...typed);
    const imported = await run('import', 'kept.yaml', ...typed);
    expect(imported.stderr).toBe('');
    expect(device.settings.saved).toEqual(before);
    expect((await run('import', 'kept.yaml', ...typed)).events.at(-1)).toMatchObject({
      outcome: 'skipped',
    });
    const said = [set, exported, imported].map(({ stdout, events }) => [stdout, events]);
    const everything = `${JSON.stringify(said)}${new TextDecoder().decode(files.get('kept.yaml'))}`;
    expect(everything).not.toContain(secret);
    expect(everything).not.toContain(Buffer.from(secret).toString('hex'));
  });

  test('part of a file is shown and brought back alone', async () => {
    await start(true);
    await run('set', ...values, ...typed);
    await run('export', 'kept.yaml', ...typed);
    await run('set', 'app/interval=10', 'app/name=Other', ...typed);
    const diff = await run('diff', 'kept.yaml', ...typed);
    expect(resultOf(diff)['changes']).toMatchObject([
      { name: 'app/interval', from: 10, to: 60 },
      { name: 'app/name', from: 'Other', to: 'Van 7' },
    ]);
    await run('import', 'kept.yaml', '--only', 'app/name', ...typed);
    expect(resultOf(await run('get', 'app/interval', 'app/name', ...typed))).toMatchObject({
      settings: { 'app/interval': 10, 'app/name': 'Van 7' },
    });
    expect((await run('import', 'kept.yaml', '--only', 'app/x', ...typed)).exitCode).toBe(3);
  });

  test.each([
    [['app/interval=5'], 'CONFIG_VALUE'],
    [['app/interval=soon'], 'CONFIG_VALUE'],
    [['app/led=maybe'], 'CONFIG_VALUE'],
    [['app/raw=0'], 'CONFIG_VALUE'],
    [['app/name'], 'CONFIG_PAIR'],
    [['app/name=a', 'app/name=b'], 'CONFIG_PAIR'],
    [[`app/psk=${secret}`], 'CONFIG_SECRET'],
  ])('set %j writes nothing', async (pairs, code) => {
    await start(true);
    const refused = await run('set', ...pairs, ...typed);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain(`[${code}]`);
    expect(refused.stderr).not.toContain(secret);
    expect(device.requests).toEqual([]);
  });

  test('a name that nobody knows ends with 6 and the nearest one; what is known is told', async () => {
    await start(true);
    await run('set', 'app/name=Van 7', 'app/more=0102', ...typed);
    const got = await run('get', 'app/nmae', 'app/name', ...typed);
    expect([got.exitCode, got.stderr]).toEqual([
      6,
      expect.stringContaining('did you mean app/name?'),
    ]);
    expect(resultOf(got)).toEqual({ settings: { 'app/nmae': null, 'app/name': 'Van 7' } });
    const far = await run('get', 'net/x', ...typed);
    expect(far.stderr).toMatch(/name one of app\/interval, .*\[STATE_NO_SETTING\]/u);
    // No value, or no rule: both are known.
    expect((await run('get', 'app/offset', 'app/more', ...typed)).exitCode).toBe(0);
    const kept = await run('export', 'kept.yaml', '--name', 'app/nmae', ...typed);
    expect([kept.exitCode, files.has('kept.yaml')]).toEqual([6, false]);
  });

  test('a board that keeps the old value ends with 7', async () => {
    await start(true);
    device.settings.forgets = 'app/name';
    const unproved = await run('set', 'app/name=Van 7', ...typed);
    expect(unproved.exitCode).toBe(7);
  });

  test.each(['schema.yaml', 'psk.txt'])('import of %s is named as no export', async (file) => {
    await start(true);
    const refused = await run('import', file, ...typed);
    expect([refused.exitCode, refused.stderr]).toEqual([
      3,
      expect.stringContaining('[CONFIG_FILE]'),
    ]);
  });
});

describe('on a device of a tenant', () => {
  const keys = ['--key', 'admin.key.json', '--cosign', 'council.key.json', '--reason', 'label'];

  test('a change is one signed instruction of two people', async () => {
    await start(false);
    const set = await run('set', 'device/label=Van 7', 'serial/boot-text=no', ...keys);
    expect(set.stderr).toBe('');
    expect(device.tracker.instructions).toMatchObject([{ kind: 'settings', sequence: 5 }]);
    expect(device.requests.some(({ group, op }) => group === 3 && op === 2)).toBe(false);
    expect(resultOf(await run('get', 'device/label'))).toMatchObject({
      settings: { 'device/label': 'Van 7' },
    });
  });

  test('without keys nothing is sent', async () => {
    await start(false);
    const refused = await run('set', 'device/label=Van 7');
    expect([refused.exitCode, refused.stderr]).toEqual([
      2,
      expect.stringContaining('[CONFIG_KEYS]'),
    ]);
    expect(device.requests.some(({ op }) => op === 2)).toBe(false);
  });
});
