import { describe, expect, test } from 'vitest';

import type { FlasherEvent } from '../../output/event.ts';
import { LineWorld, newVersion } from '../../testing/line/line-world.ts';

/** The steps of `flasher flash` that talk to the device. */
const phases = [
  'open',
  'greet',
  'compare',
  'identify',
  'upload',
  'verify',
  'mark',
  'boot',
  'confirm',
];
const deadlineMs = 5 * 60_000;

/** Calls once, when the phase begins. */
function atBegin(phase: string, call: () => void): (event: FlasherEvent) => void {
  let isDone = false;
  return ({ event, task }) => {
    if (isDone || event !== 'begin' || task !== `flash/${phase}`) return;
    isDone = true;
    call();
  };
}

/** Calls once, in the middle of the upload. */
function inUpload(call: () => void): (event: FlasherEvent) => void {
  let isDone = false;
  return (event) => {
    if (isDone || event.event !== 'progress' || event.doneBytes < event.totalBytes / 2) return;
    isDone = true;
    call();
  };
}

test('the phases are those of a good run', async () => {
  const world = new LineWorld();
  const run = await world.flash();
  const begun = run.events.flatMap(({ event, task }) =>
    event === 'begin' && task.startsWith('flash/') ? [task.slice('flash/'.length)] : [],
  );
  expect(begun.filter((phase) => phase !== 'check')).toEqual(phases);
  expect(run.exitCode).toBe(0);
});

type Trouble = (world: LineWorld) => (event: FlasherEvent) => void;
const table = (trouble: (world: LineWorld) => void): readonly (readonly [string, Trouble])[] => [
  ...phases.map(
    (phase) =>
      [`phase ${phase}`, (world: LineWorld) => atBegin(phase, () => trouble(world))] as const,
  ),
  ['the middle of the upload', (world) => inUpload(() => trouble(world))],
];

describe('the port is unplugged in', () => {
  test.each(table((world) => world.line.unplug()))(
    '%s: a clear end, and the next run goes on to the end',
    async (_, trouble) => {
      const world = new LineWorld();
      const run = await world.flash(trouble(world));
      expect(run.tookMs).toBeLessThan(deadlineMs);
      expect(run.exitCode).toBe(4);
      expect(run.stderr).toMatch(
        /^flasher: Expected .+\[(?:PORT_\w+|SMP_CLOSED)\]\n(?:flasher: Left behind: .+\n)?$/u,
      );
      world.line.plugIn();
      const again = await world.flash();
      expect(again.stderr).toBe('');
      expect([again.exitCode, world.running]).toEqual([0, newVersion]);
    },
  );
});

describe('the device loses power for a moment in', () => {
  test.each(table((world) => world.powerCycle()))(
    '%s: it ends well, or says why and the next run does; never a wrong success',
    async (_, trouble) => {
      const world = new LineWorld();
      const run = await world.flash(trouble(world));
      expect(run.tookMs).toBeLessThan(deadlineMs);
      if (run.exitCode === 0) {
        expect(world.running).toBe(newVersion);
        expect(world.device.slots.states[0]).toMatchObject({ confirmed: true });
        return;
      }
      expect([5, 7]).toContain(run.exitCode);
      expect(run.stderr).toMatch(
        /^flasher: Expected .+\[(?:SMP|VERIFY)_\w+\]\n(?:flasher: Left behind: .+\n)?$/u,
      );
      const again = await world.flash();
      expect(again.stderr).toBe('');
      expect([again.exitCode, world.running]).toEqual([0, newVersion]);
    },
  );
});

describe('the device falls silent for good in', () => {
  test.each(table((world) => world.line.silence()))(
    '%s: an end with the phase before the deadline',
    async (_, trouble) => {
      const world = new LineWorld();
      const run = await world.flash(trouble(world));
      expect(run.tookMs).toBeLessThan(deadlineMs);
      expect(run.exitCode).toBe(5);
      expect(run.stderr).toMatch(
        /^flasher: Expected .+\[SMP_\w*TIMEOUT\]\n(?:flasher: Left behind: .+\n)?$/u,
      );
    },
  );
});

test('a line that is lost in the middle of the upload says what it left, in words and in JSON', async () => {
  const world = new LineWorld();
  const run = await world.flash(inUpload(() => world.line.silence()));
  const left =
    'the device keeps what arrived; run the same command again and the upload goes on there';
  expect(run.stderr).toMatch(new RegExp(`\\nflasher: Left behind: ${left}\\.\n$`, 'u'));
  expect(run.events.at(-1)).toMatchObject({ error: { left } });
});

test('a second flasher on the same port is told so, and does not disturb the first', async () => {
  const world = new LineWorld();
  let second: Promise<unknown> = Promise.resolve();
  const run = await world.flash(
    inUpload(() => {
      second = world.line.open('line').catch((error: unknown) => error);
    }),
  );
  expect(await second).toMatchObject({ code: 'PORT_BUSY' });
  expect([run.exitCode, world.running]).toEqual([0, newVersion]);
});
