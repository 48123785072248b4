import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { toHex } from '../bytes.ts';
import { encodeCbor } from '../cbor.ts';
import { keyIdOf } from '../crypto/key-id.ts';
import { CounterSet } from './counter-set.ts';
import { SessionReader, type SessionReaderOptions } from './session-reader.ts';
import {
  announce,
  aReader,
  aSession,
  deviceKeys,
  keysOf,
  origin,
  recipientKeys,
} from './session-bench.suite.ts';

const hello = new TextEncoder().encode('hello');
const options = (seedKeys = recipientKeys, sessionsMax = 512): SessionReaderOptions => ({
  recipientPrivateKey: seedKeys.privateKey,
  recipientKeyId: keyIdOf(seedKeys.publicKey),
  devicePublicKey: () => deviceKeys.publicKey,
  sessionsMax,
});

/** The same recipient after a restart. */
function restarted(reader: SessionReader, sessionsMax?: number): SessionReader {
  const resumed = SessionReader.resume(options(recipientKeys, sessionsMax), reader.state());
  if (!resumed.ok) throw new TypeError(resumed.fault.came);
  return resumed.value;
}

const codeOf = (result: ReturnType<SessionReader['open']>) =>
  result.ok ? result.value.kind : result.fault.code;

describe('A reader that was resumed', () => {
  it('knows a replay, opens what it has not seen, and counts on', () => {
    const session = aSession();
    const first = aReader();
    const frames = Array.from({ length: 5 }, () => session.seal('report', hello));
    const staged = session.stage(hello);
    const sessionFrame = announce(session);
    for (const frame of [sessionFrame, frames[0], frames[3], staged]) {
      expect(first.open(frame ?? hello, origin).ok).toBe(true);
    }
    const second = restarted(first);
    const open = (frame: Uint8Array = hello) => second.open(frame, origin);
    expect(open(sessionFrame)).toMatchObject({ value: { duplicate: true } });
    expect([frames[0], frames[3], staged].map((frame) => codeOf(open(frame)))).toEqual(
      Array.from({ length: 3 }, () => 'REPORT_REPLAY'),
    );
    expect(open(frames[1])).toMatchObject({ value: { isLate: true, missing: 1 } });
    expect(open(frames[4])).toMatchObject({ value: { isLate: false, missing: 1 } });
    expect(second.state()).not.toEqual(first.state());
  });

  it('still refuses sessions that were forgotten, also with room for fewer', () => {
    const session = (n: number) =>
      aSession({ sessionId: new Uint8Array(8).fill(n), startedS: 1_796_000_000 + n });
    const reader = aReader(recipientKeys, { sessionsMax: 2 });
    const frames = [1, 2, 3].map((n) => announce(session(n), recipientKeys, 100 + n));
    for (const frame of frames) reader.open(frame, origin);
    const same = restarted(reader, 2);
    expect(frames.map((frame) => codeOf(same.open(frame, origin)))).toEqual([
      'REPORT_SESSION_OLD',
      'session',
      'session',
    ]);
    const smaller = restarted(reader, 1);
    expect(frames.map((frame) => codeOf(smaller.open(frame, origin)))).toEqual([
      'REPORT_SESSION_OLD',
      'REPORT_SESSION_OLD',
      'session',
    ]);
  });

  it('writes the same state again, and an empty one', () => {
    const reader = aReader();
    expect(restarted(reader).state()).toEqual(reader.state());
    reader.open(announce(aSession()), origin);
    expect(restarted(reader).state()).toEqual(reader.state());
  });
});

describe('A state', () => {
  const session = aSession();
  const reader = aReader();
  reader.open(announce(session), origin);
  reader.open(session.seal('report', hello), origin);
  const state = reader.state();

  it('has the bytes it always had, so that an update of the program forgets nothing', () => {
    expect(toHex(state)).toBe(
      'a30101024859f08c4134f01d8f0381a3016461636d65026576616e2d370481a60148515151515151' +
        '515102505e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e035820d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1d1' +
        'd1d1d1d1d1d1d1d1d1d1d1d1d1d1d1041a6b0cc900058200000680',
    );
  });

  it('of another recipient is refused', () => {
    const other = SessionReader.resume(options(keysOf(9)), state);
    expect(other).toMatchObject({ ok: false, fault: { code: 'SESSION_STATE' } });
  });

  it('that was changed is refused, or is another state of the same form', () => {
    fc.assert(
      fc.property(fc.nat(state.length - 1), fc.integer({ min: 1, max: 255 }), (where, change) => {
        const bytes = state.slice();
        bytes[where] = (bytes[where] ?? 0) ^ change;
        const resumed = SessionReader.resume(options(), bytes);
        if (resumed.ok) expect(resumed.value.state()).toEqual(bytes);
        else expect(resumed.fault.code).toBe('SESSION_STATE');
      }),
    );
  });

  it('that is cut off, of another version or no state at all is refused', () => {
    const later = state.slice();
    later[2] = 0;
    for (const bytes of [state.subarray(0, -1), later, encodeCbor([]), new Uint8Array()]) {
      expect(SessionReader.resume(options(), bytes)).toMatchObject({
        fault: { code: 'SESSION_STATE' },
      });
    }
  });
});

describe('Ranges that were written down', () => {
  it('are the set that they were', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(60), { maxLength: 40 }), fc.nat(62), (counters, next) => {
        const set = new CounterSet();
        for (const counter of counters) set.add(counter);
        const again = CounterSet.of(set.ranges);
        expect(again).toMatchObject({ highest: set.highest, missing: set.missing });
        expect(again?.add(next)).toBe(set.add(next));
        expect(again?.ranges).toEqual(set.ranges);
      }),
    );
  });

  it.each([
    ['backwards', [{ first: 3, last: 2 }]],
    [
      'out of order',
      [
        { first: 5, last: 6 },
        { first: 1, last: 2 },
      ],
    ],
    [
      'without a gap',
      [
        { first: 1, last: 2 },
        { first: 3, last: 4 },
      ],
    ],
    ['beyond 32 bits', [{ first: 1, last: 2 ** 32 }]],
    ['too many', Array.from({ length: 4097 }, (_, i) => ({ first: 2 * i, last: 2 * i }))],
  ])('are refused when they are %s', (_what, ranges) => {
    expect(CounterSet.of(ranges)).toBeUndefined();
  });
});
