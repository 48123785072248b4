import { readFile, writeFile } from 'node:fs/promises';

import { expect } from 'vitest';

import type { HilContext } from '../../run/hil-test.ts';
import { monday } from '../../station/calendar.ts';
import { isOnTheWire, slots, stepsOf } from './slots.ts';

const startMs = monday('07:00');
const otherBoard = '00000000-0000-4000-8000-000000000001';

/** Everything that can be known from the file is known before the device is asked anything. */
export async function refusedOnTheHost({ station, record }: HilContext): Promise<void> {
  const { releases } = station;
  const tracker = await station.tracker({ startMs });
  const before = await slots(tracker);
  const good = await releases.make();
  const bytes = await readFile(good.file);
  const put = async (name: string, change: (copy: Buffer) => Uint8Array): Promise<string> => {
    const path = `${good.file}.${name}`;
    await writeFile(path, change(Buffer.from(bytes)));
    return path;
  };
  const cases: readonly (readonly [name: string, ...argv: string[]])[] = [
    ['another board', good.file, ...good.trust, '--board', otherBoard],
    ['too low a counter', good.file, ...good.trust, '--counter-min', '4294967295'],
    ['signed by nobody trusted', good.file, '--trust', await releases.foreignTrust()],
    ['one bit of its body', await put('bit', (copy) => flip(copy, 600)), ...good.trust],
    ['cut off', await put('cut', (copy) => copy.subarray(0, copy.length / 2)), ...good.trust],
    ['empty', await put('empty', () => new Uint8Array()), ...good.trust],
    ['no image', await put('text', () => Buffer.from('not firmware')), ...good.trust],
    ['another magic', await put('magic', (copy) => flip(copy, 0)), ...good.trust],
  ];
  const known = station.releases.board === undefined ? cases.slice(1) : cases;
  for (const [name, ...argv] of known) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const run = await tracker.flasher('flash', ...argv);
    record.measure(`${name}: exit code`, run.exitCode, { expected: 3 });
    record.measure(`${name}: steps with the device`, stepsOf(run).filter(isOnTheWire).length, {
      expected: 0,
    });
  }
  expect(await slots(tracker), 'the slots, after everything was refused').toEqual(before);
}

function flip(copy: Buffer, at: number): Buffer {
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}
