import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { runFirmwareSim } from '../program.ts';
import { policyText } from '../testing/policy-text.ts';
import { faultCatalog } from '../world/faults.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simulate-'));
  await writeFile(join(folder, 'p.yaml'), policyText);
});
afterAll(() => rm(folder, { recursive: true }));

async function run(...argv: readonly string[]) {
  const said = { stdout: '', stderr: '' };
  const exitCode = await runFirmwareSim(argv, {
    stdout: { write: (text) => (said.stdout += text) },
    stderr: { write: (text) => (said.stderr += text) },
    signal: new AbortController().signal,
  });
  return { exitCode, ...said };
}

const span = ['--from', '2026-03-02', '--to', '2026-03-03'];
const simulate = (...more: readonly string[]) =>
  run(
    'simulate',
    ...span,
    '--policy',
    join(folder, 'p.yaml'),
    '--out',
    join(folder, 'out'),
    ...more,
  );
const written = (name: string) => readFile(join(folder, 'out', name), 'utf8');

describe('firmware-sim simulate', () => {
  it('prints the facts and writes trace, ribbon, heat map and summary', async () => {
    const { exitCode, stdout, stderr } = await simulate('--seed', '7');
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^seed +7$/mu);
    expect(stdout).toMatch(/^fixes +4\d\d$/mu);
    expect(stdout).toMatch(/^charge +\d+\.\d+ mAh\/day/mu);
    expect(stdout).toMatch(/^next change +2026-03-03T07:00:00Z$/mu);
    expect((await written('ribbon.csv')).split('\n')[0]).toBe('from,until,seconds,mode');
    expect(await written('heat-map.svg')).toContain('Mon 09:00 to 10:00: on duty 100 %');
    expect(JSON.parse(await written('summary.json'))).toMatchObject({ seed: 7, days: 1 });
  });

  it('writes a trace that replays, and one that was changed does not', async () => {
    await simulate('--fault', 'link.outage=2h@2026-03-02T10:00', '--random-faults', '3');
    const trace = join(folder, 'out', 'trace.jsonl');
    const same = await run('replay', trace);
    expect(same).toMatchObject({ exitCode: 0, stderr: '' });
    expect(same.stdout).toMatch(/^identical: \d+ events\n$/u);
    const text = await written('trace.jsonl');
    await writeFile(trace, text.replace('"seed":1', '"seed":2'));
    const { exitCode, stderr } = await run('replay', trace);
    expect(exitCode).toBe(7);
    expect(stderr).toMatch(/Expected event \d+ \(.*\[REPLAY_DIFFERS\]\n$/u);
    await writeFile(trace, text.replace('\n[1,', '\n[9,'));
    const renumbered = await run('replay', trace);
    expect([renumbered.exitCode, renumbered.stderr.includes('TRACE_FORM')]).toEqual([3, true]);
  });

  it('speaks JSON', async () => {
    const { stdout } = await simulate('--json');
    expect(JSON.parse(stdout)).toMatchObject({ seed: 1, boots: 1, digests: {} });
  });

  it.each<[number, string, readonly string[]]>([
    [2, 'there is no fault link.storm', ['--fault', 'link.storm=2d@2026-03-01']],
    [2, 'FAULT_SPAN', ['--fault', 'link.outage=2h@2027-03-01']],
    [2, 'seed', ['--seed', 'x']],
    [2, 'SIMULATION_SPAN', ['--to', '2026-03-01']],
    [2, 'from', ['--from', 'tomorrow']],
    [3, 'FILE_NOT_READ', ['--policy', 'no such file']],
    [3, 'POLICY_', ['--policy', import.meta.filename]],
    [2, 'FILE_NOT_WRITTEN', ['--out', import.meta.filename]],
    [2, 'FILE_NOT_WRITTEN', ['--out', '/proc/nope/x']],
    // Said before a life that would take many times the deadline.
    [2, 'FILE_NOT_WRITTEN', ['--to', '2030-01-01', '--out', `${import.meta.filename}/x`]],
  ])('ends with %i and %s in the sentence for %j', async (code, word, more) => {
    const { exitCode, stderr } = await simulate(...more);
    expect([exitCode, stderr.includes(word)]).toEqual([code, true]);
  });

  it('refuses what is no trace', async () => {
    const { exitCode, stderr } = await run('replay', join(folder, 'p.yaml'));
    expect([exitCode, stderr.includes('TRACE_FORM')]).toEqual([3, true]);
  });
});

describe('firmware-sim faults', () => {
  it('lists every fault, and the page of the simulator has the same list', async () => {
    const { exitCode, stdout } = await run('faults');
    expect(exitCode).toBe(0);
    const page = await readFile(
      new URL('../../../docs/firmware/simulate.md', import.meta.url),
      'utf8',
    );
    for (const [name, { example, text }] of Object.entries(faultCatalog)) {
      expect(stdout).toContain(`${name}=${example}@WHEN`);
      expect(page).toContain(`| ${name} | ${example} | ${text} |`);
    }
    const { stdout: json } = await run('faults', '--json');
    expect(JSON.parse(json)).toEqual(faultCatalog);
  });
});
