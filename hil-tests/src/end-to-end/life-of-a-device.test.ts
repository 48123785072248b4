import { fromHex, verifyExport, verifyReceipt } from '@feierabend/protocol';
import { beforeAll, describe, expect, test } from 'vitest';

import type { BareBoard } from './bare-board.tool.ts';
import {
  admin,
  both,
  makeBench,
  makeTracker,
  names,
  network,
  people,
  port,
  recipient,
  startS,
} from './tenant-bench.tool.ts';

test('a device lives from blank to wiped, and every step is read back', async () => {
  const board = await makeBench();
  // Provisioned through files: request out, certificate in.
  await board.done('provision', 'csr', ...port, ...names);
  await board.done(
    'provision',
    'certify',
    'van-7.csr.pem',
    '--ca',
    'ca.pem',
    '--ca-key',
    'ca.key.pem',
  );
  const cert = ['--cert', 'van-7.cert.pem'];
  const made = await board.done('provision', 'install', ...port, ...cert, ...network, ...people);
  expect(made.result).toMatchObject({ lifeCycle: 'provisioned', tenant: 'acme', noted: false });
  const again = await board.flasher('provision', 'csr', ...port, ...names, '--force');
  expect([again.exitCode, again.err]).toEqual([6, expect.stringContaining('[STATE_OWNED]')]);

  await board.done('flash', 'app.img', ...port, '--trust', 'signing.pub.pem');

  // A policy from a preset, two signatures through files.
  await board.done('policy', 'new', 'company-vehicle', 'vans.yaml', '--recipient', recipient);
  await board.done(
    'policy',
    'set',
    'vans.yaml',
    '--valid',
    '2026-11-01..2027-10-31',
    '--review',
    '2027-05-01',
  );
  await board.done('policy', 'sign', 'vans.yaml', '--as', 'administrator', ...admin, ...port);
  await board.done(
    'policy',
    'sign',
    'vans.instruction',
    '--as',
    'council',
    '--key',
    'council.key.json',
    '--trust',
    'admin.pub.json',
    '--policy',
    'vans.yaml',
  );
  const plan = await board.done('policy', 'plan', 'vans.instruction', ...port);
  expect(plan.result).toMatchObject({ loosens: true, signatures: 2, suspended: false });
  expect(plan.out).toMatch(/^Battery {3}about/mu);
  await board.done('policy', 'apply', 'vans.instruction', ...port);
  expect((await board.done('policy', 'verify', 'vans.yaml', ...port)).out).toContain(
    'are the same',
  );
  await board.done('policy', 'show', ...port, '--yaml', 'read-back.yaml', '--lang', 'de');
  expect((await board.done('policy', 'diff', 'vans.yaml', 'read-back.yaml')).out).toContain(
    'No change',
  );
  const identity = ['--identity', 'van-7.identity.json'];
  const history = await board.done('policy', 'history', ...port, ...identity);
  expect(history.out).toMatch(/policy 1 by admin, administrator: test$/mu);

  // Work: the receiver is heard, and reports are stored.
  board.liveTo(startS + 30 * 60);
  expect((await board.done('info', ...port)).out).toMatch(/on-duty/u);

  const audited = await board.done(
    'audit',
    ...port,
    ...identity,
    '--out',
    'van-7.journal',
    '--report',
    'audit.html',
  );
  expect(audited.result).toMatchObject({ keyFrom: 'identity-file', concerns: [] });
  const offline = await board.done('audit', 'van-7.journal', ...identity);
  expect(offline.result['entries']).toBe(audited.result['entries']);

  // The end: reports wait, so only consent to destruction ends it.
  const scope = ['--scope', 'device', ...identity];
  const kept = await board.flasher('wipe', ...port, ...both, ...scope, '--data', 'returned');
  expect([kept.exitCode, kept.err]).toEqual([6, expect.stringContaining('NOT_RETURNED')]);
  const wiped = await board.done(
    'wipe',
    ...port,
    ...both,
    ...scope,
    '--data',
    'destroy',
    '--force',
  );
  expect(wiped.result).toMatchObject({ attested: true, scope: 'device', tenant: 'acme' });
  expect((await board.done('info', ...port)).out).toContain('decommissioned');

  const { signKey } = JSON.parse(board.text('van-7.identity.json')) as { signKey: string };
  const key = fromHex(signKey) ?? new Uint8Array();
  const protocol = JSON.parse(board.text('van-7-deletion.json')) as { receipt: string };
  const receipt = verifyReceipt(fromHex(protocol.receipt) ?? new Uint8Array(), key);
  expect(receipt.ok && receipt.value).toMatchObject({ device: 'van-7', attested: true });
  const journal = verifyExport(board.files.get('van-7-deletion.journal') ?? new Uint8Array(), key);
  expect(journal.ok && journal.value.entries.at(-1)?.detail).toMatchObject({ kind: 'wipe' });
  const page = board.text('van-7-deletion.html');
  expect(page).toContain('Device-attested');
  expect(page).not.toMatch(/https?:|<script/u);
});

describe('a tracker in use', () => {
  let board: BareBoard;
  beforeAll(async () => {
    board = await makeTracker();
    await board.done('audit', ...port, '--out', 'van-7.journal');
  });

  const flip = (name: string, at: number) => {
    const bytes = board.files.get(name)?.slice() ?? new Uint8Array();
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    board.files.set(`flipped ${name}`, bytes);
    return `flipped ${name}`;
  };
  const identity = ['--identity', 'van-7.identity.json'];

  test('audit: one flipped bit of an export ends with 7, and no export with 3', async () => {
    const size = board.files.get('van-7.journal')?.length ?? 0;
    for (const at of [Math.floor(size / 3), Math.floor(size / 2), size - 10]) {
      const refused = await board.flasher('audit', flip('van-7.journal', at), ...identity);
      expect([3, 7]).toContain(refused.exitCode);
      expect(refused.err).toMatch(/\[(VERIFY_JOURNAL|JOURNAL_EXPORT)\]/u);
    }
    const none = await board.flasher('audit', 'ca.pem', ...identity);
    expect([none.exitCode, none.err]).toEqual([3, expect.stringContaining('[JOURNAL_EXPORT]')]);
    expect((await board.flasher('audit', 'van-7.journal')).exitCode).toBe(2);
  });

  test('audit: a device with another key than at provisioning ends with 7', async () => {
    const other = board.text('van-7.identity.json').replace(/("signKey": ")../u, '$1ff');
    board.files.set('other.identity.json', new TextEncoder().encode(other));
    const refused = await board.flasher('audit', ...port, '--identity', 'other.identity.json');
    expect([refused.exitCode, refused.err]).toEqual([
      7,
      expect.stringContaining('[VERIFY_IDENTITY]'),
    ]);
  });

  test('audit: a sample is drawn by its seed, and fails as a whole when one does not hold', async () => {
    const size = board.files.get('van-7.journal')?.length ?? 0;
    const item = (name: string, file: string) => ({ name, file, identity: 'van-7.identity.json' });
    const list = [
      { name: 'van-7', port: 'bench', identity: 'van-7.identity.json' },
      ...['a', 'b', 'c'].map((name) => item(name, 'van-7.journal')),
      item('bad', flip('van-7.journal', size - 10)),
    ];
    board.files.set('fleet.yaml', new TextEncoder().encode(JSON.stringify(list)));
    const draw = (seed: string, count: string) =>
      board.flasher(
        'audit',
        '--list',
        'fleet.yaml',
        '--sample',
        count,
        '--seed',
        seed,
        '--report',
        `${seed}${count}.html`,
      );
    const drawn = await Promise.all(['s1', 's2', 's3', 's4', 's5'].map((seed) => draw(seed, '2')));
    const good = drawn.find(({ exitCode }) => exitCode === 0);
    expect(good?.result).toMatchObject({ of: 5 });
    const seed = String(good?.result['seed']);
    board.files.delete(`${seed}2.html`);
    expect((await draw(seed, '2')).result['drawn']).toEqual(good?.result['drawn']);
    const all = await draw('s1', '5');
    expect(all.exitCode).toBe(7);
    expect(all.err).toContain('[VERIFY_AUDIT]');
    expect(all.err).toMatch(/^bad: /mu);
    expect(board.text('s15.html')).toContain('NOT VERIFIED');
  });

  test.each([
    ['provision csr', ['provision', 'csr', ...names, '--out', 'taken']],
    ['config export', ['config', 'export', 'taken']],
    ['audit --out', ['audit', '--out', 'taken']],
    ['audit --report', ['audit', '--report', 'taken']],
    ['audit of an export', ['audit', 'van-7.journal', ...identity, '--report', 'taken']],
    ['audit --list', ['audit', '--list', 'list.yaml', '--report', 'taken']],
    ['policy show', ['policy', 'show', '--yaml', 'taken']],
    ['policy sign', ['policy', 'sign', 'vans.yaml', ...admin, '--out', 'taken']],
    [
      'wipe --protocol',
      ['wipe', ...both, '--scope', 'device', '--data', 'destroy', '--protocol', 'taken'],
    ],
    [
      'wipe --identity',
      [
        'wipe',
        ...both,
        '--scope',
        'device',
        '--data',
        'destroy',
        '--prepare',
        'taken',
        ...identity,
      ],
    ],
    [
      'provision run',
      ['provision', 'run', ...names, '--ca', 'ca.pem', '--ca-key', 'ca.key.pem', ...network]
        .concat(people)
        .concat(['--identity', 'taken']),
    ],
  ])('%s finds a name that is taken before the port is opened', async (_name, argv) => {
    for (const name of ['taken', 'taken.html']) board.files.set(name, new Uint8Array(1));
    board.files.set('list.yaml', new TextEncoder().encode('- { name: a, port: bench }'));
    board.line.cut();
    const refused = await board.flasher(...argv, ...(argv.includes('van-7.journal') ? [] : port));
    board.line.heal();
    expect(refused.err).toMatch(/taken(?:\.html)? not to exist yet.*\[FILE_EXISTS\]/u);
    expect(refused.exitCode).toBe(2);
    expect(refused.events.some(({ task }) => task.endsWith('/open'))).toBe(false);
  });

  test('audit: what does not verify is kept and told on the page', async () => {
    const size = board.files.get('van-7.journal')?.length ?? 0;
    const flipped = flip('van-7.journal', size - 10);
    const refused = await board.flasher('audit', flipped, ...identity, '--report', 'bad.html');
    expect(refused.exitCode).toBe(7);
    expect(board.text('bad.html')).toMatch(/NOT VERIFIED .*VERIFY_JOURNAL/u);
  });

  test('audit: a sample that is interrupted has told of the devices so far', async () => {
    const item = { file: 'van-7.journal', identity: 'van-7.identity.json' };
    const list = ['a', 'b', 'c'].map((name) => ({ name, ...item }));
    board.files.set('three.yaml', new TextEncoder().encode(JSON.stringify(list)));
    const interruption = new AbortController();
    let begun = 0;
    const run = await board.type(['audit', '--list', 'three.yaml', '--report', 'three.html'], {
      signal: interruption.signal,
      onEvent: ({ event, task }) => {
        if (event === 'begin' && task.includes('/') && (begun += 1) === 2) interruption.abort();
      },
    });
    expect(run.exitCode).toBe(130);
    expect(run.err).toMatch(/three\.html tells of the devices so far; --seed [0-9a-f]+ --force/u);
    const page = board.text('three.html');
    expect(page.match(/verified up to the head/gu)).toHaveLength(2);
    expect(page.match(/not audited yet/gu)).toHaveLength(1);
  });

  test('policy history names who changed what, and what was refused', async () => {
    const refused = await board.flasher(
      'policy',
      'apply',
      'vans.yaml',
      ...port,
      ...admin,
      '--again',
    );
    expect(refused.exitCode).toBe(0);
    await board.done('policy', 'set', 'vans.yaml', '--moving', '40s');
    expect((await board.flasher('policy', 'apply', 'vans.yaml', ...port, ...admin)).exitCode).toBe(
      6,
    );
    const history = await board.done('policy', 'history', ...port);
    expect(history.out).toMatch(/refused: INSTRUCTION_NEEDS_SECOND_SIGNATURE$/mu);
    expect(history.out).toMatch(/policy 2 by admin, administrator: test$/mu);
  });

  test('config: settings are signed, and an export brings them back', async () => {
    await board.done('config', 'export', 'kept.yaml', ...port);
    const set = await board.flasher('config', 'set', 'device/label=Van 7', ...port);
    expect([set.exitCode, set.err]).toEqual([2, expect.stringContaining('[CONFIG_KEYS]')]);
    const pairs = ['device/label=Van 7', 'device/groups=vans,south', 'serial/boot-text=no'];
    await board.done('config', 'set', ...pairs, ...port, ...both);
    expect((await board.done('config', 'get', 'device/groups', ...port)).result).toEqual({
      settings: { 'device/groups': ['vans', 'south'] },
    });
    await board.done('config', 'import', 'kept.yaml', ...port, ...both);
    expect((await board.done('config', 'diff', 'kept.yaml', ...port)).out).toContain('No change');
    const wrong = ['device/colour=red', ...port, ...both];
    const unknown = await board.flasher('config', 'set', ...wrong);
    expect(unknown.exitCode).toBe(2);
    const bytes = await board.flasher('config', 'set', 'device/colour=00', ...port, ...both);
    expect([bytes.exitCode, bytes.err]).toEqual([6, expect.stringContaining('NOT_APPLICABLE')]);
  });

  test('wipe of the reports leaves the device in use, with its receipt in the journal', async () => {
    board.liveTo(startS + 30 * 60);
    const scope = ['--scope', 'reports', '--data', 'destroy', '--protocol', 'reports'];
    const german = [...identity, '--lang', 'de'];
    const wiped = await board.done('wipe', ...port, ...admin, ...scope, ...german);
    expect(wiped.result).toMatchObject({
      attested: true,
      scope: 'reports',
      readBack: [
        { answer: 'provisioned: the device stays in use' },
        { answer: 'the same as before' },
      ],
    });
    const page = board.text('reports.html');
    expect(page).toContain('das Gerät bleibt im Einsatz');
    expect(page).not.toMatch(/stays in use|as before/u);
    expect(Number(wiped.result['batches'])).toBeGreaterThan(0);
    const audited = await board.done('audit', ...port, ...identity);
    expect(audited.result['receipts']).toMatchObject([{ scope: 'reports', attested: true }]);
    const taken = await board.flasher('wipe', ...port, ...admin, ...scope);
    expect([taken.exitCode, taken.err]).toEqual([2, expect.stringContaining('[FILE_EXISTS]')]);
  });

  test('wipe: the order goes through files to the second signature, and an interrupted proof goes on', async () => {
    const scope = ['--scope', 'device', '--data', 'destroy', '--prepare', 'end.instruction'];
    const prepared = await board.done('wipe', ...port, ...admin, ...scope);
    expect(prepared.result).toMatchObject({ sent: false });
    const one = await board.flasher('wipe', ...port, '--instruction', 'end.instruction');
    expect([one.exitCode, one.err]).toEqual([6, expect.stringContaining('NEEDS_SECOND_SIGNATURE')]);
    await board.done('policy', 'sign', 'end.instruction', '--key', 'council.key.json');
    const order = ['--instruction', 'end.instruction'];
    const wiped = await board.done('wipe', ...port, ...order, ...identity);
    board.files.delete('van-7-deletion.json');
    board.files.delete('van-7-deletion.html');
    const again = await board.done('wipe', ...port, ...order, ...identity, '--lang', 'de');
    expect(again.result).toEqual(wiped.result);
    const page = board.text('van-7-deletion.html');
    expect(page).toContain('<html lang="de">');
    expect(page).toContain('<h1>Löschprotokoll</h1>');
    expect(page).toContain('das Gerät hat keine: DECOMMISSIONED');
    expect(page).not.toMatch(/the device has none|Signed by|Device-attested|no stored batch/u);
    board.files.delete('van-7-deletion.identity.json');
    const blank = await board.flasher('wipe', ...port, ...order, '--force');
    expect([blank.exitCode, blank.err]).toEqual([2, expect.stringContaining('[WIPE_ORDER]')]);
  });
});
