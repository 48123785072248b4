import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { statusOf, type TrackerStatus } from '../runner/tracker-status.ts';
import { at, testPolicy } from '../testing/test-tenant.ts';
import { makeTestTracker } from '../testing/test-tracker.ts';
import { runOutput } from './run-output.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function collected() {
  const said = { stdout: '', stderr: '' };
  const io = {
    stdout: { write: (text: string) => (said.stdout += text) },
    stderr: { write: (text: string) => (said.stderr += text) },
    signal: new AbortController().signal,
  };
  return { said, io, lines: () => said.stdout.trimEnd().split('\n') };
}

const world = makeTestTracker({ startS: at(9) });
world.apply(testPolicy);
const entries = world.taps.flatMap(({ channel, bytes }) => (channel === 'journal' ? [bytes] : []));
const facts = statusOf(world.tracker);

describe('a tracker whose output is no terminal', () => {
  it('says first that it is ready, then each entry and each change as a line of JSON', () => {
    const { io, lines } = collected();
    const output = runOutput(io, { quiet: false });
    for (const entry of entries) output.journal(entry);
    let status: TrackerStatus = facts;
    const end = output.start('van.sock', () => status);
    vi.advanceTimersByTime(5_000);
    status = { ...status, fixes: 1 };
    vi.advanceTimersByTime(5_000);
    end();
    vi.advanceTimersByTime(500_000);
    expect(lines()[0]).toBe('tracker ready on van.sock');
    const said = lines()
      .slice(1)
      .map((line) => JSON.parse(line) as { type: string });
    expect(said.map(({ type }) => type)).toEqual([
      ...entries.map(() => 'journal'),
      'status',
      'status',
    ]);
    expect(said.at(-1)).toMatchObject({ device: 'van-7', mode: 'clock-untrusted', fixes: 1 });
  });

  it('gives a sign of life once a minute', () => {
    const { io, lines } = collected();
    const end = runOutput(io, { quiet: false }).start('p', () => facts);
    vi.advanceTimersByTime(180_500);
    end();
    expect(lines()).toHaveLength(1 + 3);
  });

  it('says nothing but that it is ready to a bench, which asks by itself', () => {
    const { io, said } = collected();
    const output = runOutput(io, { quiet: true });
    for (const entry of entries) output.journal(entry);
    const end = output.start('p', () => facts);
    vi.advanceTimersByTime(180_000);
    end();
    output.log('a line');
    expect(said).toEqual({ stdout: 'tracker ready on p\n', stderr: 'a line\n' });
  });
});
