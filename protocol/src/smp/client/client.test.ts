import { describe, expect, test } from 'vitest';

import { concatBytes, fromHex } from '../../bytes.ts';
import { DataError, LinkError } from '../../errors.ts';
import { SmpClient } from './client.ts';
import { encodeConsoleFrame } from '../framing/console-frame.ts';
import { groupFailure, handleCommand, protocolFailure } from '../server/handler.ts';
import { MemoryLink, settle, SimulatedClock } from '../memory-link.suite.ts';
import { Echo, Params, Reset } from '../groups/os-group.ts';
import { SmpRefusal } from './refusal.ts';
import { PolicyRead } from '../groups/tracker-group.ts';

const hex = (text: string) => fromHex(text) ?? new Uint8Array();
const echo = handleCommand(Echo.write, ({ d }) => ({ r: d }));
const bufferBytes = 1024;

/** A client whose answers are written by hand. */
function byHand(options: { framing?: 'console' | 'bare'; retries?: number } = {}) {
  const sent: Uint8Array[] = [];
  const clock = new SimulatedClock();
  const client = new SmpClient({
    send: (bytes) => void sent.push(bytes),
    clock,
    timeoutMs: 500,
    retries: options.retries ?? 2,
    framing: options.framing ?? 'bare',
  });
  return { sent, clock, client };
}

/** An answer to echo: header with this sequence, then the payload. */
const echoAnswer = (sequence: number, payload = hex('a161726168')) =>
  concatBytes(Uint8Array.of(0x0b, 0, 0, payload.length, 0, 0, sequence, 0), payload);

test('asks and gives the answer', async () => {
  const link = new MemoryLink({ handlers: [echo], bufferBytes });
  const answer = link.client.request(Echo.write, { d: 'hallo' });
  expect(await link.run(answer)).toEqual({ r: 'hallo' });
  expect(link.clock.waiting).toBe(0);
});

test('is done with a request whose answer comes while it is sent: nothing waits, nothing is sent again', async () => {
  const clock = new SimulatedClock();
  const sent: Uint8Array[] = [];
  const client: SmpClient = new SmpClient({
    send: (bytes) => {
      sent.push(bytes);
      client.receiveMessage(echoAnswer(sent.length - 1));
    },
    clock,
    timeoutMs: 500,
    retries: 2,
    framing: 'bare',
  });
  expect(await client.request(Echo.write, { d: 'h' })).toEqual({ r: 'h' });
  expect(clock.waiting).toBe(0);
  expect(sent).toHaveLength(1);
});

test('sends a line feed before its first frame and after a timeout, and nowhere else', async () => {
  const { client, clock, sent } = byHand({ framing: 'console' });
  const first = client.request(Echo.write, { d: 'a' });
  const second = client.request(Echo.write, { d: 'b' });
  clock.step();
  client.receiveMessage(echoAnswer(0));
  client.receiveMessage(echoAnswer(1));
  await Promise.all([first, second]);
  expect(sent.map((bytes) => bytes[0])).toEqual([0x0a, 0x06, 0x0a]);
  expect(client.wireBytes).toBe(sent.reduce((sum, bytes) => sum + bytes.length, 0));
});

test('gives up after the last try, and says what for and how often', async () => {
  const { client, clock, sent } = byHand();
  const answer = client.request(Echo.write, { d: 'a' }, { phase: 'the first greeting' });
  const failure = answer.catch((error: unknown) => error);
  while (clock.step());
  const error = await failure;
  expect(error).toBeInstanceOf(LinkError);
  expect(error).toMatchObject({ code: 'SMP_TIMEOUT' });
  expect(String(error)).toContain('an answer to the first greeting within 500 ms, asked 3 times');
  expect(sent).toHaveLength(3);
  expect(clock.now()).toBe(1500);
  expect(client.repeats).toBe(2);
});

test('repeats with the same sequence number, so that an answer to any try counts', async () => {
  const { client, clock, sent } = byHand();
  const answer = client.request(Echo.write, { d: 'a' });
  clock.step();
  expect(sent[1]).toEqual(sent[0]);
  client.receiveMessage(echoAnswer(0));
  expect(await answer).toEqual({ r: 'h' });
  client.receiveMessage(echoAnswer(0));
  expect(client.ignored).toBe(1);
});

test('never repeats a reset on its own', async () => {
  const { client, clock, sent } = byHand();
  const failure = client.request(Reset.write, {}).catch((error: unknown) => error);
  while (clock.step());
  expect(await failure).toMatchObject({ code: 'SMP_TIMEOUT' });
  expect(sent).toHaveLength(1);
});

describe('answers to something else', () => {
  test.each([
    ['a late sequence number', echoAnswer(9)],
    ['another group', concatBytes(hex('0b00000500010000'), hex('a161726168'))],
    ['another command', concatBytes(hex('0b00000500000006'), hex('a161726168'))],
    ['another operation', concatBytes(hex('0900000500000000'), hex('a161726168'))],
    ['a request', concatBytes(hex('0a00000500000000'), hex('a161646168'))],
    ['half a header', hex('0b0000')],
  ])('%s are ignored', async (_, bytes) => {
    const { client } = byHand();
    const answer = client.request(Echo.write, { d: 'a' });
    client.receiveMessage(bytes);
    expect(client.ignored).toBe(1);
    client.receiveMessage(echoAnswer(0));
    expect(await answer).toEqual({ r: 'h' });
  });
});

describe('refusals', () => {
  const refusing = (answer: ReturnType<typeof groupFailure>) =>
    new MemoryLink({ handlers: [handleCommand(PolicyRead.read, () => answer)], bufferBytes });

  test('a code of a group comes with its name, a sentence and a next step', async () => {
    const link = refusing(groupFailure(64, 14));
    const error = await link.run(
      link.client.request(PolicyRead.read, { off: 0 }).catch((thrown: unknown) => thrown),
    );
    expect(error).toBeInstanceOf(SmpRefusal);
    expect(error).toMatchObject({ group: 64, rc: 14, errorName: 'NO_POLICY', code: 'SMP_REFUSED' });
    expect(String(error)).toBe(
      'SmpRefusal: Expected the device to accept policy read-back, but it refused with ' +
        'NO_POLICY: it has no policy, and so captures nothing; apply a policy first.',
    );
  });

  test('a code of the protocol has no group', async () => {
    const link = refusing(protocolFailure(11));
    const error = await link.run(
      link.client.request(PolicyRead.read, { off: 0 }).catch((thrown: unknown) => thrown),
    );
    expect(error).toMatchObject({ group: undefined, rc: 11, errorName: 'ACCESSDENIED' });
  });

  test('rc 0 beside the answer is success, as boot loaders send it', async () => {
    const { client } = byHand();
    const answer = client.request(Echo.write, { d: 'a' });
    client.receiveMessage(echoAnswer(0, hex('bf6272630061726168ff')));
    expect(await answer).toEqual({ r: 'h' });
  });

  test('the reason of the device is quoted', async () => {
    const { client } = byHand();
    const answer = client.request(Echo.write, { d: 'a' }).catch((thrown: unknown) => thrown);
    client.receiveMessage(echoAnswer(0, hex('a2627263056372736e6474696e79')));
    expect(String(await answer)).toContain('(tiny)');
  });
});

test.each([
  ['no CBOR', hex('ff')],
  ['a missing key', hex('a0')],
  ['no payload', new Uint8Array()],
])('an answer with %s is a fault of the data', async (_, payload) => {
  const { client } = byHand();
  const answer = client.request(Echo.write, { d: 'a' }).catch((thrown: unknown) => thrown);
  client.receiveMessage(echoAnswer(0, payload));
  const error = await answer;
  expect(error).toBeInstanceOf(DataError);
  expect(error).toMatchObject({ code: 'SMP_ANSWER' });
});

test('sequence numbers wrap at 255 and pass over those that still wait', async () => {
  const { client, sent } = byHand();
  const waiting = client.request(Echo.write, { d: 'slow' });
  for (let index = 1; index <= 300; index += 1) {
    const answer = client.request(Echo.write, { d: 'a' });
    client.receiveMessage(echoAnswer(sent.at(-1)?.[6] ?? 0));
    // Each answer frees its number before the next is taken.
    // oxlint-disable-next-line no-await-in-loop
    await answer;
  }
  const numbers = sent.map((bytes) => bytes[6]);
  expect(numbers.slice(254, 258)).toEqual([254, 255, 1, 2]);
  client.receiveMessage(echoAnswer(0));
  await waiting;
});

test('256 requests at once are the limit', async () => {
  const { client } = byHand();
  const all = Array.from({ length: 256 }, () => client.request(Echo.write, { d: 'a' }));
  await expect(client.request(Echo.write, { d: 'a' })).rejects.toMatchObject({ code: 'SMP_BUSY' });
  const rejected = Promise.allSettled(all);
  client.close('the test is over');
  expect((await rejected).every(({ status }) => status === 'rejected')).toBe(true);
});

test('closing rejects what waits and what comes later, with the reason', async () => {
  const { client, clock } = byHand();
  const answer = client.request(Echo.write, { d: 'a' }).catch((thrown: unknown) => thrown);
  client.close('the cable was pulled');
  expect(await answer).toMatchObject({
    code: 'SMP_CLOSED',
    came: 'it is closed: the cable was pulled',
  });
  await expect(client.request(Params.read, {})).rejects.toMatchObject({ code: 'SMP_CLOSED' });
  expect(clock.waiting).toBe(0);
});

test('a signal ends a request, and one that is aborted already never starts', async () => {
  const { client, clock, sent } = byHand();
  const abort = new AbortController();
  const { signal } = abort;
  const answer = client
    .request(Echo.write, { d: 'a' }, { signal })
    .catch((thrown: unknown) => thrown);
  abort.abort();
  expect(await answer).toMatchObject({ code: 'SMP_CANCELLED' });
  expect(clock.waiting).toBe(0);
  await expect(client.request(Echo.write, { d: 'a' }, { signal })).rejects.toThrow(LinkError);
  expect(sent).toHaveLength(1);
});

test('a value that does not fit rejects before anything is sent, and costs no number', async () => {
  const { client, sent } = byHand();
  await expect(client.request(PolicyRead.read, { off: -1 })).rejects.toMatchObject({
    code: 'SCHEMA_RANGE',
  });
  expect(sent).toHaveLength(0);
  const answer = client.request(Echo.write, { d: 'a' });
  client.receiveMessage(echoAnswer(0));
  await answer;
});

test('several requests may wait at once, and answers may come in one frame', async () => {
  const { client } = byHand();
  const both = Promise.all([
    client.request(Echo.write, { d: 'a' }),
    client.request(Echo.write, { d: 'b' }),
  ]);
  client.receiveMessage(concatBytes(echoAnswer(0), echoAnswer(1)));
  expect(await both).toEqual([{ r: 'h' }, { r: 'h' }]);
});

test('takes raw bytes, or lines that were split already, and passes text on', async () => {
  const text: string[] = [];
  const clock = new SimulatedClock();
  const lines: Uint8Array[] = [];
  const client = new SmpClient({
    send: () => {},
    clock,
    timeoutMs: 500,
    retries: 0,
    onText: (line) => text.push(new TextDecoder().decode(line)),
  });
  const first = client.request(Echo.write, { d: 'a' });
  client.receive(
    concatBytes(new TextEncoder().encode('boot\n'), encodeConsoleFrame(echoAnswer(0))),
  );
  await first;
  const second = client.request(Echo.write, { d: 'b' });
  lines.push(encodeConsoleFrame(echoAnswer(1)).slice(0, -1));
  for (const line of lines) client.receiveLine(line);
  await second;
  await settle();
  expect(text).toEqual(['boot']);
});

test('a frame that is lost is asked for again', async () => {
  const link = new MemoryLink({
    handlers: [echo],
    bufferBytes,
    toServer: (bytes, index) => (index === 0 ? undefined : bytes),
    toClient: (bytes, index) => (index === 0 ? undefined : bytes),
  });
  expect(await link.run(link.client.request(Echo.write, { d: 'x' }))).toEqual({ r: 'x' });
  expect(link.client.repeats).toBe(2);
});

describe('a link that throws', () => {
  const echoOver = (send: () => void) => {
    const clock = new SimulatedClock();
    const client = new SmpClient({ send, clock, timeoutMs: 500, retries: 2 });
    const answer = client.request(Echo.write, { d: 'a' }).catch((error: unknown) => error);
    return { clock, answer };
  };

  test('ends the request at once, with what it threw as the cause', async () => {
    const cause = new TypeError('the port is gone');
    const { clock, answer } = echoOver(() => {
      throw cause;
    });
    expect(await answer).toMatchObject({ code: 'SMP_CLOSED', cause });
    expect(clock.waiting).toBe(0);
  });

  test('ends it when it throws at a retry, and not the program', async () => {
    let sent = 0;
    const { clock, answer } = echoOver(() => {
      sent += 1;
      if (sent > 1) throw new TypeError('the port is gone');
    });
    expect(() => {
      while (clock.step());
    }).not.toThrow();
    expect(await answer).toMatchObject({ code: 'SMP_CLOSED' });
    expect(sent).toBe(2);
  });

  test('is not asked to explain itself twice', async () => {
    const own = new LinkError({ code: 'PORT_GONE', expected: 'a', came: 'b', next: 'c' });
    const { answer } = echoOver(() => {
      throw own;
    });
    expect(await answer).toBe(own);
  });
});
