import { expect, it } from 'vitest';

import { NorFlash } from '../../hardware/nor-flash.ts';
import type { Flash } from '../ports.ts';
import { newestOf, RareLog } from './rare-log.ts';

const area = { at: 0, sizeBytes: 512 };
const payload = new Uint8Array(20).fill(7);

it('is mounted anew for each use, so that what another one wrote is seen', () => {
  const flash = new NorFlash({ sizeBytes: 512, eraseBlockBytes: 256 });
  const [one, other] = [new RareLog(flash, area), new RareLog(flash, area)];
  expect(one.use(newestOf)).toBeUndefined();
  other.use((log) => log.append(payload));
  expect(one.use((log) => log.read(newestOf(log) ?? -1))).toEqual(payload);
});

it('remembers a block that did not take what was written, as long as the device runs', () => {
  const cells = new NorFlash({ sizeBytes: 512, eraseBlockBytes: 256 });
  const [first, tries]: [number, number[]] = [0, []];
  // The first block never takes an entry: the bits of its payload stay set.
  const flash: Flash = {
    sizeBytes: 512,
    eraseBlockBytes: 256,
    read: (at, length) => cells.read(at, length),
    erase: (at) => cells.erase(at),
    program: (at, bytes) => {
      if (bytes.length > 16) tries.push(at);
      if (bytes.length <= 16 || at >= first + 256) cells.program(at, bytes);
    },
  };
  const log = new RareLog(flash, area);
  expect(log.use((one) => one.append(payload))).toBe(0);
  expect(log.failures).toBe(1);
  expect(log.use((one) => one.append(payload))).toBe(1);
  expect(tries).toHaveLength(3);
});
