import { mkdtemp, open, readdir, readFile, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test, vi } from 'vitest';

import { runFlasher } from '../run-flasher.ts';

/** Every file takes so many bytes, and then the disk is full. */
async function fillDisk(folder: string, leftBytes: number): Promise<() => void> {
  const probe = await open(join(folder, 'probe'), 'w');
  const files = Object.getPrototypeOf(probe) as FileHandle;
  await probe.close();
  await rm(join(folder, 'probe'));
  const spy = vi.spyOn(files, 'writeFile').mockImplementation(async function write(
    this: FileHandle,
    bytes,
  ) {
    await this.write((bytes as Uint8Array).subarray(0, leftBytes));
    throw Object.assign(new TypeError('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  });
  return () => spy.mockRestore();
}

test.each([0, 10])(
  'a disk that is full after %i bytes is named, and leaves the file as it was',
  async (leftBytes) => {
    const folder = await mkdtemp(join(tmpdir(), 'full-'));
    const path = join(folder, 'signing.pem');
    await writeFile(path, 'the old one');
    const free = await fillDisk(folder, leftBytes);
    try {
      const err: string[] = [];
      const exitCode = await runFlasher(['image', 'keygen', path, '--force'], {
        stdout: { write: () => undefined },
        stderr: { write: (text) => err.push(text) },
      });
      expect(exitCode).toBe(2);
      expect(err.join('')).toMatch(/ENOSPC.*nothing was written.*\[FILE_NOT_WRITTEN\]/u);
      expect(await readFile(path, 'utf8')).toBe('the old one');
      expect(await readdir(folder)).toEqual(['signing.pem']);
    } finally {
      free();
      await rm(folder, { recursive: true });
    }
  },
);
