import { createServer } from 'node:net';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DataError, LinkError } from '@feierabend/protocol';
import { registryFolder } from '@feierabend/firmware-sim/reaper/run-registry';
import { expect, onTestFinished, test } from 'vitest';

import { BoardLock } from '../bench/board-lock.ts';
import { parseBench } from '../bench/bench-file.ts';
import { outcomeOf } from '../outcome/outcome.ts';
import { asBenchFault, beginStation, currentStation, endStation } from './current-station.ts';

const facts = { expected: 'a port', came: 'another program has it', next: 'end it' };

test('whatever keeps a bench from opening is the fault of the bench, and says what to do', () => {
  const plain = new RangeError('listen EADDRINUSE: address already in use 127.0.0.1:39679');
  const ours = new DataError({ code: 'POLICY_FILE', ...facts });
  for (const cause of [plain, ours, 'a text']) {
    const fault = asBenchFault(cause);
    expect([fault.code, outcomeOf(fault), fault.cause]).toEqual(['BENCH_OPEN', 'ERROR', cause]);
    expect(fault.next).not.toBe('');
  }
  expect(asBenchFault(plain)).toMatchObject({ came: plain.message });
  const known = new LinkError({ code: 'RIG_SILENT', ...facts });
  expect(asBenchFault(known)).toBe(known);
});

test('a machine that is full or busy is no failure of the product; a connection that is cut may be', async () => {
  const first = createServer().listen(0, '127.0.0.1');
  await once(first, 'listening');
  const { port } = first.address() as { port: number };
  const second = createServer().listen(port, '127.0.0.1');
  const [busy] = (await once(second, 'error').catch((error: unknown) => [error])) as [unknown];
  first.close();
  expect(outcomeOf(busy)).toBe('ERROR');
  const cut = Object.assign(new RangeError('read'), { code: 'ECONNRESET', syscall: 'read' });
  expect(outcomeOf(cut)).toBe('FAIL');
});

test('a second run on a board is told who has it, before it opens anything', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'taken-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const address = join(folder, 'board');
  await writeFile(address, '');
  const { pid, execPath } = process;
  const lock = BoardLock.take({ folder: registryFolder(), board: address, bench: 'first', pid });
  onTestFinished(() => lock.release());
  const keys = join(folder, 'keys');
  const bench = parseBench(
    [
      'feierabend-bench: 1',
      'name: second',
      `target: { kind: socket, address: ${address} }`,
      'capabilities: [smp, tracker]',
      'gnss: none',
      'power: manual',
      'broker: embedded',
      `keys: ${keys}`,
      'timeouts: { startS: 5, answerS: 5 }',
    ].join('\n'),
    'second.yaml',
  );
  const host = { pid, execPath, nodeVersion: process.version, platform: 'linux' };
  const more = { suites: [], seed: 1, defects: [], attachmentFolder: folder, retries: 0 };
  beginStation({ bench, host, soakHours: 1, lane: 2, ...more });
  onTestFinished(() => endStation());
  await expect(currentStation()).rejects.toMatchObject({
    code: 'BENCH_LOCKED',
    came: expect.stringContaining(`process ${pid} has it (bench "first")`) as string,
  });
});
