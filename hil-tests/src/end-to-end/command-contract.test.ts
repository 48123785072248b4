import { readFile } from 'node:fs/promises';

import { eventFaults, exitCodes, type EndEvent, type FlasherEvent } from '@feierabend/flasher';
import { beforeAll, describe, expect, test } from 'vitest';

import type { BareBoard, FlasherRun } from './bare-board.tool.ts';
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
} from './tenant-bench.tool.ts';

const page = (name: string) => readFile(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');
const ca = ['--ca', 'ca.pem', '--ca-key', 'ca.key.pem'];
const trust = ['--trust', 'signing.pub.pem'];
const wipe = ['wipe', ...both, '--scope', 'device', '--data', 'destroy', ...port];
const install = ['--cert', 'van-7.cert.pem', ...network, ...people, ...port];
const lawful = ['--reason', 'court order', '--key', 'controller.key.json', ...port];

interface Row {
  readonly good: readonly string[];
  /** Fails after the command line was taken. */
  readonly bad: readonly string[];
  readonly exitCode: number;
  /** What happens before the good one. */
  readonly before?: readonly string[];
  readonly board?: 'blank';
  /** The line is cut for the bad one. */
  readonly isCut?: true;
}

/** On a line that is cut, the same command ends with 4. */
const cut = (...good: readonly string[]) =>
  ({ good: [...good, ...port], bad: [...good, ...port], exitCode: 4, isCut: true }) as const;

/** One success and one failure of every command, in an order in which one device can do them. */
const rows: Readonly<Record<string, Row>> = {
  'image keygen': { good: ['k.pem'], bad: ['signing.pem'], exitCode: 2 },
  'image build': {
    good: ['b.img', '--sim', '--size', '4096', '--key', 'signing.pem', '--version', '1.1.0'],
    bad: ['c.img', '--sim', '--key', 'none.pem', '--version', '1.1.0'],
    exitCode: 3,
  },
  'image sign': {
    good: ['b.img', '--key', 'k.pem', '--out', 'd.img'],
    bad: ['none.img', '--key', 'k.pem', '--out', 'e.img'],
    exitCode: 3,
  },
  'image inspect': { good: ['b.img'], bad: ['ca.pem'], exitCode: 3 },
  'image verify': {
    good: ['b.img', ...trust],
    bad: ['d.img', ...trust],
    exitCode: 3,
  },
  ports: { good: ['bench'], bad: ['http://x'], exitCode: 2 },
  doctor: { good: ['--port', 'tcp://bench:1'], bad: ['--port', '/no/port'], exitCode: 4 },
  info: cut(),
  monitor: cut('--for', '1'),
  reset: cut(),
  flash: {
    good: ['b.img', ...trust, '--no-confirm', ...port],
    bad: ['d.img', ...trust, ...port],
    exitCode: 3,
  },
  revert: cut(),
  confirm: { ...cut(), before: ['flash', 'b.img', ...trust, '--no-confirm', ...port] },
  erase: cut('--slot', '1'),
  panel: { good: ['panel.yaml'], bad: ['vans.yaml'], exitCode: 3 },
  'policy keygen': {
    good: ['x.key.json', '--name', 'X', '--role', 'reader', '--unencrypted'],
    bad: ['admin.key.json', '--name', 'X', '--role', 'reader', '--unencrypted'],
    exitCode: 2,
  },
  'policy new': {
    good: ['theft-only', 'theft.yaml', '--recipient', recipient],
    bad: ['spy', 'spy.yaml', '--recipient', recipient],
    exitCode: 2,
  },
  'policy set': {
    good: ['vans.yaml', '--moving', '45s'],
    bad: ['vans.yaml', '--moving', 'soon'],
    exitCode: 3,
  },
  'policy lint': { good: ['vans.yaml'], bad: ['long.yaml'], exitCode: 3 },
  'policy explain': { good: ['vans.yaml'], bad: ['vans.yaml', '--at', 'blue'], exitCode: 2 },
  'policy preview': {
    good: ['vans.yaml', '--svg', 'week.svg'],
    bad: ['vans.yaml', '--week', 'soon'],
    exitCode: 2,
  },
  'policy diff': { good: ['vans.yaml', 'theft.yaml'], bad: ['vans.yaml', 'none'], exitCode: 3 },
  'policy plan': cut('vans.yaml'),
  'policy sign': {
    good: ['vans.yaml', ...admin, ...port],
    bad: ['vans.yaml', ...admin, '--as', 'council', '--out', 'o', ...port],
    exitCode: 2,
  },
  'policy confirm': {
    good: ['long.yaml', '--rule', 'LINT_RETENTION_150_DAYS', ...lawful],
    bad: ['long.yaml', '--rule', 'LINT_NOTHING', '--out', 'o', ...lawful],
    exitCode: 2,
  },
  'policy apply': {
    good: ['vans.yaml', ...both, ...port],
    bad: ['theft.yaml', ...admin, ...port],
    exitCode: 6,
  },
  'policy verify': {
    good: ['vans.yaml', ...port],
    bad: ['theft.yaml', ...port],
    exitCode: 7,
  },
  'policy show': cut('--lang', 'de'),
  'policy history': cut(),
  'config get': { good: [...port], bad: ['device/lable', ...port], exitCode: 6 },
  'config set': {
    good: ['device/label=Van 7', ...both, ...port],
    bad: ['device/label=Van 8', ...port],
    exitCode: 2,
  },
  'config export': { good: ['kept.yaml', ...port], bad: ['kept.yaml', ...port], exitCode: 2 },
  'config import': { good: ['kept.yaml', ...port], bad: ['vans.yaml', ...port], exitCode: 3 },
  'config diff': { good: ['kept.yaml', ...port], bad: ['vans.yaml', ...port], exitCode: 3 },
  audit: {
    good: ['--out', 'van-7.journal', '--report', 'audit.html', ...port],
    bad: ['ca.pem', '--identity', 'van-7.identity.json'],
    exitCode: 3,
  },
  wipe: { good: wipe.slice(1), bad: wipe.slice(1), exitCode: 2 },
  'provision csr': { ...cut(...names, '--force'), board: 'blank' },
  'provision test-ca': { good: ['t.pem'], bad: ['t.pem'], exitCode: 2, board: 'blank' },
  'provision certify': {
    good: ['van-7.csr.pem', ...ca],
    bad: ['ca.pem', ...ca],
    exitCode: 3,
    board: 'blank',
  },
  'provision install': {
    good: install,
    bad: [...install, '--identity', 'other', '--broker', 'mqtt://x=DE'],
    exitCode: 2,
    board: 'blank',
  },
  'provision run': {
    good: [...names, ...ca, ...network, ...people, ...port, '--force'],
    bad: ['--tenant', 'other', '--device', 'van-7', ...ca, ...network, ...people, ...port].concat([
      '--identity',
      'other',
      '--force',
    ]),
    exitCode: 6,
    board: 'blank',
  },
  completion: { good: ['bash'], bad: ['tcsh'], exitCode: 2 },
  complete: { good: ['--', 'fl'], bad: ['--fly'], exitCode: 2 },
};

let boards: { readonly tracker: BareBoard; readonly blank: BareBoard };
let documented: string;
let codes: readonly (readonly [RegExp, number])[];

beforeAll(async () => {
  const tracker = await makeTracker();
  boards = { tracker, blank: await makeBench() };
  const long = tracker.text('vans.yaml').replace(/^retention: .*$/mu, 'retention: 200 d');
  const file = (name: string, text: string) =>
    tracker.files.set(name, new TextEncoder().encode(text));
  file('long.yaml', long);
  file('panel.yaml', 'panel: 1\nsteps: [info]\ndevices: [{ name: A1, port: bench }]\n');
  documented = await page('flasher-json.md');
  codes = codeTable(await page('exit-codes.md'));
});

/** The table of codes in docs/exit-codes.md; a code ends with what stands for its longest beginning. */
function codeTable(text: string): readonly (readonly [RegExp, number])[] {
  const lines = text.split('\n').filter((line) => /^\| .*`[A-Z_]+`.* \| \d+ \|$/u.test(line));
  return lines.flatMap((line) => {
    const [, starts = '', code = ''] = line.split('|');
    return [...starts.matchAll(/`([A-Z_]+)`/gu)].map(
      ([, start = '']) => [new RegExp(`^${start}`, 'u'), Number(code)] as const,
    );
  });
}

/** By the page: the longest beginning that fits, and 2 for what is not listed. */
function codeByPage(code: string): number {
  const fitting = codes.filter(([start]) => start.test(code));
  const longest = fitting.toSorted(([a], [b]) => b.source.length - a.source.length)[0];
  return longest?.[1] ?? exitCodes.usage.code;
}

/** The words of every command, as the completion knows them. */
async function commandTree(): Promise<readonly string[]> {
  const inside = async (...words: readonly string[]) => {
    const { result } = await boards.tracker.done('complete', '--', ...words, '');
    const { candidates } = result as { candidates: readonly { value: string }[] };
    return candidates.map(({ value }) => value);
  };
  const top = (await inside()).filter((name) => name !== 'help');
  const all: string[] = [];
  for (const name of top) {
    // oxlint-disable-next-line no-await-in-loop -- one question after the other
    const found = (await inside(name)).filter((word) => word !== 'help' && /^[a-z]/u.test(word));
    // oxlint-disable-next-line no-await-in-loop -- see above
    const help = await boards.tracker.done(name, '--help');
    const isGroup = /^Commands:/mu.test(help.out);
    all.push(...(isGroup ? found.map((word) => `${name} ${word}`) : [name]));
  }
  return all;
}

function endOf({ events }: FlasherRun): EndEvent {
  return events.at(-1) as EndEvent;
}

function keysOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(keysOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...keysOf(inner)]);
}

test('every command of the tree has a success and a failure here', async () => {
  const tree = await commandTree();
  expect(tree.length).toBeGreaterThan(40);
  // The command that the shells ask is in no help.
  expect(Object.keys(rows).toSorted()).toEqual([...tree, 'complete'].toSorted());
});

describe.each(Object.entries(rows))('%s', (name, row) => {
  const command = name.split(' ');
  const board = () => boards[row.board ?? 'tracker'];

  test('ends well with JSON of the one schema, whose fields are documented', async () => {
    if (row.before !== undefined) await board().done(...row.before);
    const json = row.good.includes('--') ? ['--json', ...row.good] : [...row.good, '--json'];
    const run = await board().flasher(...command, ...json);
    expect(run.err).toBe('');
    expect(run.exitCode).toBe(0);
    const lines = run.out.trimEnd().split('\n');
    const printed = lines.map((line) => JSON.parse(line) as FlasherEvent);
    expect(printed).toEqual(JSON.parse(JSON.stringify(run.events)));
    expect(eventFaults(printed)).toEqual([]);
    expect([endOf(run).task, endOf(run).error]).toEqual([name, null]);
    const { result } = endOf(run);
    // Names of settings, kinds of the journal and identity files are data.
    const data = new Set(['settings', 'kinds', 'detail', 'question']);
    const fields = keysOf(
      JSON.parse(
        JSON.stringify(result, (key, value: unknown) => (data.has(key) ? null : value)),
      ) as unknown,
    );
    expect(fields.filter((key) => !documented.includes(`\`${key}\``))).toEqual([]);
    expect(documented).toMatch(new RegExp(`^\\|.*\`${name}\``, 'mu'));
  });

  test('fails with a sentence, a code that the page explains, and the same in JSON', async () => {
    if (row.isCut === true) board().line.cut();
    const run = await board().flasher(...command, ...row.bad, '--json');
    board().line.heal();
    expect(run.exitCode).toBe(row.exitCode);
    if (run.events.length === 0) {
      // A command line that is wrong by its words alone is no run of the command.
      expect([run.exitCode, run.out]).toEqual([2, '']);
      expect(run.err).toContain('--help');
      return;
    }
    expect(eventFaults(run.events)).toEqual([]);
    const { error } = endOf(run);
    expect(error).toMatchObject({ exitCode: row.exitCode });
    const code = error?.code ?? '';
    expect(run.err).toContain(`[${code}]`);
    expect(run.err).toMatch(/^flasher: Expected .+, but .+; .+ \[[A-Z_0-9]+\]$/mu);
    expect([code, codeByPage(code)]).toEqual([code, row.exitCode]);
  });

  test('has a help with an example and --json', async () => {
    const help = await board().done(...command, '--help');
    expect(help.out).toMatch(new RegExp(`^Example:\n +(?:eval .*)?flasher ${name}`, 'mu'));
    expect(help.out).toContain('--json');
  });
});
