import { createServer } from 'node:net';
import { once } from 'node:events';

import { DataError, FeierabendError, LinkError } from '@feierabend/protocol';
import { expect, test } from 'vitest';

import { outcomeOf } from '../outcome/outcome.ts';
import { asBenchFault } from './current-station.ts';

const facts = { expected: 'a port', came: 'another program has it', next: 'end it' };

test('whatever keeps a bench from opening is the fault of the bench, and says what to do', () => {
  const plain = new RangeError('listen EADDRINUSE: address already in use 127.0.0.1:39679');
  const ours = new DataError({ code: 'POLICY_FILE', ...facts });
  for (const cause of [plain, ours, 'a text']) {
    const fault = asBenchFault(cause);
    if (!(fault instanceof FeierabendError)) expect.unreachable();
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
