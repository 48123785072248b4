import { generateKeyPairSync } from 'node:crypto';

import { beforeEach, describe, expect, test } from 'vitest';

import { recipientKey, yaml } from '../testing/policy-text.ts';
import { runOnDevice } from '../testing/run-on-device.ts';

const utf8 = new TextEncoder();
let files: Map<string, Uint8Array>;

beforeEach(() => {
  files = new Map([['vans.yaml', utf8.encode(yaml())]]);
});

const run = (...argv: readonly string[]) =>
  runOnDevice(['policy', ...argv], { files, io: { zoneData: '2026a' } });
const text = (name: string) => new TextDecoder().decode(files.get(name));
const recipient = ['--recipient', `office=${recipientKey}`];
const resultOf = ({ events }: Awaited<ReturnType<typeof run>>) =>
  (events.at(-1) as { result: Record<string, unknown> }).result;

describe('policy new', () => {
  test.each(['company-vehicle', 'unmanned-asset', 'carried-by-person', 'theft-only'])(
    'writes the preset %s, which lints without an error',
    async (preset) => {
      const made = await run('new', preset, 'new.yaml', ...recipient, '--holidays', 'DE-BY');
      expect(made.stderr).toBe('');
      expect(made.exitCode).toBe(0);
      expect((await run('lint', 'new.yaml')).exitCode).toBe(0);
    },
  );

  test('takes a key that OpenSSL made', async () => {
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    files.set('office.pem', utf8.encode(String(publicKey.export({ format: 'pem', type: 'spki' }))));
    const made = await run('new', 'theft-only', 'new.yaml', '--recipient', 'office=office.pem');
    expect(made.exitCode).toBe(0);
    const { x = '' } = publicKey.export({ format: 'jwk' });
    expect(text('new.yaml')).toContain(Buffer.from(x, 'base64url').toString('hex'));
  });

  test.each([
    [['spy', 'new.yaml', ...recipient], 2, 'POLICY_PRESET'],
    [['theft-only', 'new.yaml', ...recipient, '--zone', 'Berlin'], 3, 'POLICY_ZONE'],
    [['theft-only', 'new.yaml', '--recipient', 'office=vans.yaml'], 3, 'KEY_FILE'],
  ])('%j writes nothing', async (argv, exitCode, code) => {
    const refused = await run('new', ...argv);
    expect(refused.stderr).toContain(`[${code}]`);
    expect(refused.exitCode).toBe(exitCode);
    expect(files.has('new.yaml')).toBe(false);
  });
});

const commented = `feierabend: 1
name: Vans   # the ones in the south
purpose: dispatch
timeZone: Europe/Berlin
valid: { from: 2026-12-01, until: 2027-11-30, review: 2027-06-01 }
week:
  # agreed with the council on 3 November
  mon-thu: 08:00-12:00, 12:30-16:30  # core time
  fri: 08:00-12:00
holidays: { country: DE, state: BY }
capture: { moving: 1 min, parked: 30 min, floor: 30 s, precision: 50 m }
outside: heartbeat
heartbeat: 1 h
retention: 30 d
recipients:
  - { name: office, key: "${recipientKey}" }
`;

describe('policy set', () => {
  test('changes intervals and hours in one line, and leaves the comments', async () => {
    files.set('vans.yaml', utf8.encode(commented));
    const work = 'mon-thu 07:00-12:00,12:30-16:30; fri 07:00-14:00';
    const changed = await run('set', 'vans.yaml', '--moving', '120s', '--work', work);
    expect(changed.stderr).toBe('');
    expect(text('vans.yaml')).toBe(
      commented
        .replace('moving: 1 min', 'moving: 120 s')
        .replace('mon-thu: 08:00', 'mon-thu: 07:00')
        .replace('fri: 08:00-12:00', 'fri: 07:00-14:00'),
    );
    expect(resultOf(changed)).toMatchObject({ made: false, changed: true });
    expect(changed.stdout).toMatch(/^- moving +1 min -> 2 min {2}\(tightens\)$/mu);
    expect(changed.stdout).toMatch(/^\+ mon +.+\(loosens\)$/mu);
  });

  test.each([
    [['--outside', 'off'], { outside: 'outside: off\n' }, 'heartbeat: 1 h'],
    [['--holidays', 'none'], { end: 'retention: 30 d' }, 'country: DE'],
    [['--exceptions', '2026-12-24 08:00-12:00'], { own: '2026-12-24: 08:00-12:00' }, '\t'],
    [['--theft', '5min for 2d'], { theft: 'theftRecovery: { every: 5 min, for: 2 d }' }, '\t'],
    [['--private-switch', 'yes'], { word: 'privateSwitch: yes' }, '\t'],
  ])('%j is what stands in the file afterwards', async (argv, there, gone) => {
    files.set('vans.yaml', utf8.encode(commented));
    const changed = await run('set', 'vans.yaml', ...argv);
    expect(changed.stderr).toBe('');
    for (const line of Object.values(there)) expect(text('vans.yaml')).toContain(line);
    expect(text('vans.yaml')).not.toContain(gone);
  });

  test('makes a file that is not there', async () => {
    const made = await run('set', 'new.yaml', '--moving', '2min', ...recipient);
    expect(made.stderr).toBe('');
    expect(resultOf(made)).toMatchObject({ made: true });
    expect(text('new.yaml')).toContain('moving: 2 min');
  });

  test('the same once more changes nothing and says so', async () => {
    files.set('vans.yaml', utf8.encode(commented));
    await run('set', 'vans.yaml', '--moving', '60s');
    const again = await run('set', 'vans.yaml', '--moving', '60s');
    expect(again.events.at(-1)).toMatchObject({ outcome: 'skipped' });
  });

  test.each([
    [['--moving', '5s'], 3, 'POLICY_FLOOR'],
    [['--work', 'mon-fri'], 2, 'POLICY_SET'],
    [['--work', 'mon-fri 16:00-08:00'], 3, 'POLICY_WINDOW_ORDER'],
    [['--valid', '2026-12-01'], 2, 'POLICY_SET'],
  ])('%j changes no file', async (argv, exitCode, code) => {
    files.set('vans.yaml', utf8.encode(commented));
    const refused = await run('set', 'vans.yaml', ...argv);
    expect(refused.stderr).toContain(`[${code}]`);
    expect(refused.exitCode).toBe(exitCode);
    expect(text('vans.yaml')).toBe(commented);
  });
});

describe('policy explain', () => {
  test.each([
    ['de', 'Montag'],
    ['en', 'Monday'],
  ])('speaks %s', async (language, word) => {
    const explained = await run('explain', 'vans.yaml', '--lang', language);
    expect(explained.exitCode).toBe(0);
    expect(explained.stdout).toContain(word);
    expect((resultOf(explained)['sections'] as unknown[]).length).toBeGreaterThan(6);
  });

  test('answers a question, and asks for another when it cannot read it', async () => {
    const answered = await run('explain', 'vans.yaml', '--at', 'next Saturday 03:00');
    expect(answered.exitCode).toBe(0);
    expect((resultOf(answered)['answer'] as unknown[]).length).toBeGreaterThan(1);
    const unclear = await run('explain', 'vans.yaml', '--at', 'some time');
    expect(unclear.exitCode).toBe(2);
    expect(unclear.stderr).toContain('[POLICY_QUESTION]');
  });
});

describe('policy lint', () => {
  test('tells every finding with rule, severity, source and place, with and without an error', async () => {
    const findingsOf = async (name: string) =>
      resultOf(await run('lint', name))['findings'] as readonly Record<string, unknown>[];
    const fine = await findingsOf('vans.yaml');
    expect(fine.map(({ severity }) => severity)).not.toContain('error');
    files.set('long.yaml', utf8.encode(yaml({ retention: '200 d' })));
    const lint = await run('lint', 'long.yaml');
    expect([lint.exitCode, lint.stderr]).toEqual([3, expect.stringContaining('[POLICY_LINT]')]);
    const found = resultOf(lint)['findings'] as readonly Record<string, unknown>[];
    expect(found[0]).toEqual({
      severity: 'error',
      code: 'LINT_RETENTION_150_DAYS',
      sentence: expect.stringContaining('200 d') as unknown,
      source: expect.stringContaining('VG Lüneburg') as unknown,
      path: 'retention',
      line: 10,
      column: 12,
    });
    for (const one of [...fine, ...found]) {
      expect(Object.keys(one)).toEqual(Object.keys(found[0] ?? {}));
    }
    // An optional key that is not there: the whole file is meant.
    expect(found.find(({ path }) => path === 'privateSwitch')).toMatchObject({ line: 1 });
  });

  test('a file that is no policy has its problems in the same form', async () => {
    files.set('bad.yaml', utf8.encode(yaml({ retention: 'for ever', purpos: 'dispatch' })));
    const lint = await run('lint', 'bad.yaml');
    expect(lint.exitCode).toBe(3);
    expect(resultOf(lint)).toMatchObject({
      file: 'bad.yaml',
      digest: null,
      findings: [
        { severity: 'error', line: 10, column: 12, path: null },
        { code: 'POLICY_KEY_UNKNOWN', line: 12, column: 1 },
      ],
    });
  });
});

describe('policy preview', () => {
  test('draws the week, with breaks, holidays and what is not valid', async () => {
    files.set('vans.yaml', utf8.encode(commented));
    const drawn = await run('preview', 'vans.yaml', '--week', '2026-12-25');
    expect(drawn.stderr).toBe('');
    const lines = drawn.stdout.split('\n');
    const row = (day: string) => lines.find((line) => line.startsWith(day)) ?? '';
    expect(row('Mon')).toBe(
      `Mon 2026-12-21  ${'·'.repeat(16)}${'█'.repeat(8)}-${'█'.repeat(8)}${'·'.repeat(15)}  8 h`,
    );
    expect(row('Fri')).toBe(`Fri 2026-12-25  ${'·'.repeat(48)}  holiday`);
    expect(drawn.stdout).toContain('Captured  32 h of 168 h this week (19 %)');
    expect(drawn.stdout).toMatch(/^Battery {3}about \d+\.\d+ mAh a day/mu);
    const first = await run('preview', 'vans.yaml');
    expect(first.stdout).toMatch(/^Mon 2026-11-30 +not valid: closed$/mu);
    expect(first.stdout).toMatch(/^Battery .+, on the days when the policy is valid$/mu);
    expect(drawn.stdout).not.toContain('on the days when');
    expect(resultOf(drawn)).toMatchObject({ validDays: 7, battery: { capacityMah: 3000 } });
    expect(resultOf(first)).toMatchObject({ validDays: 6, battery: { capacityMah: 3000 } });
  });

  test('a week in which the policy is not valid has no battery figure', async () => {
    const after = await run('preview', 'vans.yaml', '--week', '2028-01-10');
    expect(resultOf(after)).toMatchObject({ validDays: 0, battery: null, capturedMinutes: 0 });
    expect(after.stdout).toMatch(/^Battery {3}no figure: .*closed$/mu);
    expect(after.stdout).not.toContain('mAh a day');
  });

  test('writes it as a drawing that names nothing outside itself', async () => {
    const drawn = await run('preview', 'vans.yaml', '--svg', 'week.svg');
    expect(drawn.exitCode).toBe(0);
    const svg = text('week.svg');
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/u);
    expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|<script|href/u);
    expect(svg.match(/fill="#1f6f50"/gu)).toHaveLength(10);
  });

  test('a week that is no date is a usage error', async () => {
    const refused = await run('preview', 'vans.yaml', '--week', 'soon');
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('[PREVIEW_WEEK]');
  });
});

describe('policy diff', () => {
  test('names each change and what it does, and the verdict of the ratchet', async () => {
    files.set('next.yaml', utf8.encode(yaml({ retention: '20 d', week: '{ mon: off }' })));
    const tighter = await run('diff', 'vans.yaml', 'next.yaml');
    expect(tighter.exitCode).toBe(0);
    expect(resultOf(tighter)).toMatchObject({ verdict: 'tightens' });
    expect(tighter.stdout).toMatch(/^- retention +30 d -> 20 d {2}\(tightens\)$/mu);
    expect(resultOf(await run('diff', 'next.yaml', 'vans.yaml'))).toMatchObject({
      verdict: 'loosens',
    });
    expect((await run('diff', 'vans.yaml', 'vans.yaml')).stdout).toContain('No change');
  });

  test('a file that is no policy is named', async () => {
    files.set('next.yaml', utf8.encode('feierabend: 1\n'));
    const refused = await run('diff', 'vans.yaml', 'next.yaml');
    expect(refused.exitCode).toBe(3);
    expect(refused.stderr).toContain('next.yaml');
  });
});
