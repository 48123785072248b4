import { readFile } from 'node:fs/promises';

import { eventFaults, exitCodes, type EndEvent, type FlasherEvent } from '@feierabend/flasher';
import { beforeAll, describe, expect, test } from 'vitest';

import type { BareBoard, FlasherRun } from './bare-board.tool.ts';
import { rows } from './command-rows.tool.ts';
import { makeBench, makeTracker } from './tenant-bench.tool.ts';

const page = (name: string) => readFile(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');
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
