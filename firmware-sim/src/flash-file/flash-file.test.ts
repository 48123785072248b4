import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import fc from 'fast-check';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';

import { NorFlash } from '../hardware/nor-flash.ts';
import { recordBytes, type BoardMark } from './board-mark.ts';
import { FlashFile } from './flash-file.ts';

const size = { sizeBytes: 8192, eraseBlockBytes: 4096 };
const board: BoardMark = { tenant: 'acme', device: 'van-7', boardId: '07'.repeat(16), seed: 5 };

const root = mkdtempSync(join(tmpdir(), 'chip-'));
afterAll(() => rmSync(root, { recursive: true }));

let folders = 0;
let path: string;
const opened: FlashFile[] = [];
beforeEach(() => {
  folders += 1;
  path = join(root, `${folders}.flash`);
});
afterEach(() => Promise.all(opened.splice(0).map((file) => file.close())));

async function open(at = path, mark: BoardMark = board): Promise<FlashFile> {
  const file = await FlashFile.open(at, mark, size);
  opened.push(file);
  return file;
}

/** What the program that is started next finds when this one is killed now. */
async function afterKill(): Promise<FlashFile> {
  folders += 1;
  const copy = join(root, `${folders}.flash`);
  copyFileSync(path, copy);
  return open(copy);
}

const noFailure = (failure: Error): never => {
  throw failure;
};
const cellsOf = (file: FlashFile): Uint8Array => {
  const cells = new NorFlash(size);
  file.keep(cells, noFailure);
  return cells.read(0, size.sizeBytes);
};

describe('a flash chip in a file', () => {
  it('has every operation when the program is killed, whichever was the last', async () => {
    const operation = fc.oneof(
      fc.constantFrom(0, 4096).map((at) => ({ at, bytes: undefined })),
      fc.record({
        at: fc.integer({ min: 0, max: size.sizeBytes - 300 }),
        bytes: fc.uint8Array({ minLength: 1, maxLength: 300 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { maxLength: 12 }), async (operations) => {
        folders += 1;
        path = join(root, `${folders}.flash`);
        const file = await open();
        const cells = new NorFlash(size);
        const flash = file.keep(cells, noFailure);
        file.made();
        for (const { at, bytes } of operations) {
          if (bytes === undefined) flash.erase(at);
          else flash.program(at, bytes);
          // One operation after the other.
          // oxlint-disable-next-line no-await-in-loop
          expect(cellsOf(await afterKill())).toEqual(cells.read(0, size.sizeBytes));
        }
      }),
      { numRuns: 10 },
    );
  });

  it('counts a boot before it has begun, over every kill', async () => {
    const file = await open();
    expect([file.nextBoot(), file.nextBoot()]).toEqual([1, 2]);
    const again = await afterKill();
    expect(again.nextBoot()).toBe(3);
  });

  it('never forgets a boot, wherever the count of the next one is cut short', async () => {
    const file = await open();
    file.nextBoot();
    const before = readFileSync(path);
    file.nextBoot();
    const after = readFileSync(path);
    for (let cut = size.sizeBytes; cut <= before.length; cut += 41) {
      writeFileSync(path, Buffer.concat([after.subarray(0, cut), before.subarray(cut)]));
      // oxlint-disable-next-line no-await-in-loop -- they use one path
      const boot = (await afterKill()).nextBoot();
      expect([2, 3]).toContain(boot);
    }
  });

  it('is programmed in the factory once, and again if that did not come to its end', async () => {
    const file = await open();
    const flash = file.keep(new NorFlash(size), noFailure);
    flash.program(0, Uint8Array.of(1, 2, 3));
    const half = await afterKill();
    expect(half.isBlank).toBe(true);
    expect(cellsOf(half)).toEqual(new Uint8Array(size.sizeBytes).fill(0xff));
    file.made();
    expect((await afterKill()).isBlank).toBe(false);
  });

  it.each([
    ['tenant', { ...board, tenant: 'other' }],
    ['device', { ...board, device: 'van-8' }],
    ['boardId', { ...board, boardId: '08'.repeat(16) }],
    ['seed', { ...board, seed: 6 }],
    ['tenant', { boardId: board.boardId, seed: board.seed }],
  ])('is not given to a board with another %s', async (key, other) => {
    await (await open()).close();
    opened.length = 0;
    await expect(open(path, other)).rejects.toMatchObject({
      code: 'FLASH_FILE_OTHER',
      came: expect.stringContaining(key),
    });
    // Nothing of that kept it from its own board.
    expect((await open()).nextBoot()).toBe(1);
  });

  it('is for one program at a time', async () => {
    const first = await open();
    await expect(open()).rejects.toMatchObject({ code: 'FLASH_FILE_BUSY' });
    await first.close();
    opened.length = 0;
    expect((await open()).nextBoot()).toBe(1);
  });

  it.each([
    ['a text', 'hello', 'FLASH_FILE_FORM'],
    ['nothing', '', 'FLASH_FILE_FORM'],
    ['as many bytes of something else', 'x'.repeat(8192 + 2 * recordBytes), 'FLASH_FILE_FORM'],
  ])('is not %s, which stays as it is', async (_name, text, code) => {
    writeFileSync(path, text);
    await expect(open()).rejects.toMatchObject({ code });
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('is not a folder, nor in one that is not there', async () => {
    await expect(open(root)).rejects.toMatchObject({ code: 'FLASH_FILE_FORM' });
    const nowhere = join(root, 'no', 'chip');
    await expect(open(nowhere)).rejects.toMatchObject({ code: 'FLASH_FILE_WRITE' });
    expect(existsSync(join(root, 'no'))).toBe(false);
  });
});
