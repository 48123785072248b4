import { existsSync } from 'node:fs';
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { socketFolder } from '../../testing/socket-client.ts';
import { PseudoTerminal } from './pseudo-terminal.ts';

let folder: Awaited<ReturnType<typeof socketFolder>>;
beforeEach(async () => {
  folder = await socketFolder();
});
afterEach(() => folder.remove());

describe('a pseudo-terminal made by socat', () => {
  it('carries bytes both ways, unchanged, and is gone when it is closed', async () => {
    const path = join(folder.path, 'tty');
    let arrived: (bytes: Uint8Array) => void = () => {};
    const first = new Promise<Uint8Array>((resolve) => (arrived = resolve));
    const terminal = await PseudoTerminal.open(path, (bytes) => arrived(bytes));
    const host = await open(path, 'r+');
    await host.write(Buffer.from([0x0a, 0x0d, 0x03, 0xff]));
    expect([...(await first)]).toEqual([0x0a, 0x0d, 0x03, 0xff]);
    terminal.write(Uint8Array.of(0x06, 0x09, 0x0a));
    const { buffer, bytesRead } = await host.read(Buffer.alloc(16), 0, 16);
    expect([...buffer.subarray(0, bytesRead)]).toEqual([0x06, 0x09, 0x0a]);
    await host.close();
    await terminal.close();
    await terminal.close();
    expect(existsSync(path)).toBe(false);
  });

  it('does not replace what lies at its path', async () => {
    const path = join(folder.path, 'tty');
    await writeFile(path, 'mine');
    await expect(PseudoTerminal.open(path, () => {})).rejects.toMatchObject({ code: 'PTY_EXISTS' });
  });

  it('says in one sentence that it cannot be made', async () => {
    const path = join(folder.path, 'none', 'tty');
    const refused = PseudoTerminal.open(path, () => {});
    await expect(refused).rejects.toThrow(/Expected socat to make a pseudo-terminal/u);
  });
});
