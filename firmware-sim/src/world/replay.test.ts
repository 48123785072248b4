import { describe, expect, it } from 'vitest';

import { policyText } from '../testing/policy-text.ts';
import { replay } from './replay.ts';
import { simulate } from './simulate.ts';
import { readTrace, writeTrace, type TraceInputs } from './trace.ts';

const fromS = Date.UTC(2026, 2, 2) / 1000;
const inputs: TraceInputs = {
  trace: 'feierabend/1',
  seed: 3,
  fromS,
  untilS: fromS + 36 * 3600,
  nmea: false,
  faults: [{ name: 'power.cut', value: 30_000, atS: fromS + 36_000 }],
  policy: policyText,
};
const { trace } = await simulate({ inputs, policyFile: 'p.yaml', batteryMah: 1 });
const written = readTrace(writeTrace(trace), 'trace.jsonl');

describe('a replay', () => {
  it('is identical to what was traced, by way of the file', async () => {
    expect(written).toEqual(trace);
    expect(await replay(written, 't')).toEqual({ same: true, events: trace.events.length });
  });

  it('names the first output that a changed input changes', async () => {
    const late = { name: 'link.outage', value: 60_000, atS: fromS + 40_000 } as const;
    const faults = [...inputs.faults, late];
    const outcome = await replay({ ...trace, inputs: { ...inputs, faults } }, 't');
    const index = trace.events.findIndex(({ atMs }) => atMs >= late.atS * 1000);
    expect(outcome).toMatchObject({ same: false, index });
    if (!outcome.same) expect(outcome.came).toContain('log network: no network');
  });

  it('sees a difference in what is stored, even where nothing else shows it', async () => {
    const policy = policyText.replace('precision: 10 m', 'precision: 20 m');
    const outcome = await replay({ ...trace, inputs: { ...inputs, policy } }, 't');
    expect(outcome).toMatchObject({ same: false });
  });

  it('says what is missing when the traced life went on', async () => {
    const last = trace.events.at(-1);
    if (last === undefined) expect.unreachable();
    const longer = [...trace.events, { ...last, index: last.index + 1 }];
    const outcome = await replay({ ...trace, events: longer }, 't');
    expect(outcome).toMatchObject({ same: false, index: longer.length - 1, came: 'nothing' });
  });
});

describe('a file that is no trace', () => {
  const lines = writeTrace(trace).split('\n');
  it.each<[string, string]>([
    ['is empty', ''],
    ['begins otherwise', '{}\n'],
    ['has a broken line', lines.with(5, '[5,').join('\n')],
    ['is cut off', lines.slice(0, 7).join('\n')],
    ['has a fault nobody knows', lines.join('\n').replace('power.cut', 'power.what')],
  ])('is refused when it %s', (_name, text) => {
    expect(() => readTrace(text, 'trace.jsonl')).toThrow(/^Expected trace\.jsonl to be a trace/u);
  });
});
