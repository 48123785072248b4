import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { UsageError } from '../errors.ts';
import { announce, aReader, aSession, keysOf, origin } from './session-bench.suite.ts';

const hello = new TextEncoder().encode('hello');

function refused(code: string) {
  return { ok: false, fault: { code } };
}

/** A reader that knows a session, and the session. */
function known() {
  const session = aSession();
  const reader = aReader();
  reader.open(announce(session), origin);
  return { session, reader };
}

describe('A session reader', () => {
  it('opens a sealed frame once, and opens those it has not seen in any order', () => {
    const { session, reader } = known();
    const frames = Array.from({ length: 4 }, () => session.seal('report', hello));
    for (const i of [2, 0, 3, 1]) {
      expect(reader.open(frames[i] ?? hello, origin)).toMatchObject({ value: { counter: i } });
    }
    for (const frame of frames)
      expect(reader.open(frame, origin)).toMatchObject(refused('REPORT_REPLAY'));
  });

  it('takes a session frame twice without forgetting what it opened', () => {
    const { session, reader } = known();
    const frame = session.seal('report', hello);
    reader.open(frame, origin);
    // The same bytes again, and the same session announced anew.
    expect(reader.open(announce(session), origin)).toMatchObject({ value: { duplicate: true } });
    const anew = announce(session, undefined, 55);
    expect(reader.open(anew, origin)).toMatchObject({ value: { duplicate: true } });
    expect(reader.open(frame, origin)).toMatchObject(refused('REPORT_REPLAY'));
  });

  it.each([
    ['another tenant', { ...origin, tenant: 'other' }, 'REPORT_DEVICE'],
    ['an unknown device', { ...origin, device: 'van-9' }, 'REPORT_DEVICE'],
    ['names that run into each other', { ...origin, tenant: 'acme\0van-7' }, 'REPORT_DEVICE'],
    ['another device of the same key', { ...origin, device: 'van-8' }, 'REPORT_SEAL'],
  ])('refuses a session frame on a topic of %s', (_what, from, code) => {
    expect(aReader().open(announce(aSession()), from)).toMatchObject(refused(code));
  });

  it('refuses a sealed frame on a topic of another device or stream, and takes it on its own', () => {
    const { session, reader } = known();
    reader.open(announce(aSession({ device: 'van-8' })), { ...origin, device: 'van-8' });
    const frame = session.seal('report', hello);
    const moved = { ...origin, device: 'van-8' };
    expect(reader.open(frame, moved)).toMatchObject(refused('REPORT_SEAL'));
    for (const stream of ['event', 'journal'] as const) {
      expect(reader.open(frame, { ...origin, stream })).toMatchObject(refused('REPORT_SEAL'));
    }
    expect(reader.open(frame, origin)).toMatchObject({ ok: true });
  });

  it('refuses a session that another device sealed', () => {
    const reader = aReader(undefined, { devicePublicKey: () => keysOf(77).publicKey });
    expect(reader.open(announce(aSession()), origin)).toMatchObject(refused('REPORT_SEAL'));
  });

  it('refuses a session for somebody else', () => {
    const frame = announce(aSession(), keysOf(3));
    expect(aReader().open(frame, origin)).toMatchObject(refused('REPORT_RECIPIENT'));
  });

  it('refuses a sealed frame before its session frame, and takes it after', () => {
    const session = aSession();
    const reader = aReader();
    const frame = session.seal('report', hello);
    expect(reader.open(frame, origin)).toMatchObject(refused('REPORT_SESSION'));
    reader.open(announce(session), origin);
    expect(reader.open(frame, origin)).toMatchObject({ ok: true });
  });

  it('refuses another key under a session id it knows', () => {
    const { reader } = known();
    const other = announce(aSession({ sessionKey: new Uint8Array(16).fill(1) }));
    expect(reader.open(other, origin)).toMatchObject(refused('REPORT_SESSION_CONFLICT'));
  });

  it('tells which frames come late, and how many are missing', () => {
    const session = aSession();
    const reader = aReader();
    reader.open(announce(session), origin);
    const frames = Array.from({ length: 5 }, () => session.seal('report', hello));
    const arrivals = [0, 3, 1, 4, 2].map((i) => reader.open(frames[i] ?? hello, origin));
    expect(arrivals.map((one) => one.ok && 'isLate' in one.value && one.value.isLate)).toEqual([
      false,
      false,
      true,
      false,
      true,
    ]);
    const missing = arrivals.map((one) => one.ok && 'missing' in one.value && one.value.missing);
    expect(missing).toEqual([0, 2, 1, 1, 0]);
  });

  it('tells sessions apart that share a tag', () => {
    const ids = [1, 2].map((end) => Uint8Array.of(9, 9, 9, 9, 0, 0, 0, end));
    const sessions = ids.map((sessionId, i) =>
      aSession({ sessionId, sessionKey: new Uint8Array(16).fill(i) }),
    );
    const reader = aReader();
    for (const session of sessions) reader.open(announce(session), origin);
    for (const [i, session] of sessions.entries()) {
      const opened = reader.open(session.seal('report', hello), origin);
      expect(opened).toMatchObject({ ok: true, value: { sessionId: ids[i], counter: 0 } });
    }
  });

  it('forgets the oldest session beyond its limit, and never takes it back', () => {
    const reader = aReader(undefined, { sessionsMax: 2 });
    const sessions = [30, 10, 20].map((startedS) =>
      aSession({ startedS, sessionId: new Uint8Array(8).fill(startedS) }),
    );
    for (const session of sessions) reader.open(announce(session), origin);
    const opened = sessions.map((session) => reader.open(session.seal('report', hello), origin).ok);
    expect(opened).toEqual([true, false, true]);
    const again = announce(sessions[1] ?? aSession());
    expect(reader.open(again, origin)).toMatchObject(refused('REPORT_SESSION_OLD'));
  });

  it('refuses any frame with one bit changed', () => {
    const { session, reader } = known();
    const frames = [announce(session), session.seal('report', hello)];
    const place = fc.tuple(fc.constantFrom(...frames), fc.nat(149), fc.nat(7));
    fc.assert(
      fc.property(place, ([frame, at, bit]) => {
        const changed = frame.slice();
        changed[at % frame.length] = (changed[at % frame.length] ?? 0) ^ (1 << bit);
        expect(reader.open(changed, origin).ok).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  it('refuses a frame cut short or drawn out', () => {
    const { session, reader } = known();
    for (const frame of [announce(session), session.seal('report', hello)]) {
      for (const length of [0, 1, 8, 9, 16, 17, 24, 25, frame.length - 1]) {
        expect(reader.open(frame.subarray(0, length), origin).ok).toBe(false);
      }
      expect(reader.open(Uint8Array.of(...frame, 0), origin).ok).toBe(false);
      expect(reader.open(frame, origin).ok).toBe(true);
    }
  });

  it('does not let a forged frame use up a counter', () => {
    const { session, reader } = known();
    const frame = session.seal('report', hello);
    const forged = frame.slice();
    forged.fill(0, 9);
    expect(reader.open(forged, origin)).toMatchObject(refused('REPORT_SEAL'));
    expect(reader.open(frame, origin)).toMatchObject({ ok: true });
  });

  it('never throws, whatever comes', () => {
    const { reader } = known();
    const kinds = fc.constantFrom([], [1], [2], [2, 0x51, 0x51, 0x51, 0x51]);
    const frames = fc
      .tuple(kinds, fc.uint8Array({ maxLength: 180 }))
      .map(([start, rest]) => Uint8Array.of(...start, ...rest));
    // The header of a real session frame and the first byte of an uncompressed point, then
    // anything.
    const start = announce(aSession()).subarray(0, 18);
    const shaped = fc
      .uint8Array({ minLength: 132, maxLength: 132 })
      .map((rest) => Uint8Array.of(...start, ...rest));
    fc.assert(
      fc.property(fc.oneof(frames, shaped), (frame) => {
        expect(reader.open(frame, origin).ok).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('is not made with keys of other lengths', () => {
    expect(() => aReader({ ...keysOf(2), privateKey: new Uint8Array(31) })).toThrow(UsageError);
    const options = { recipientKeyId: new Uint8Array(7) };
    expect(() => aReader(undefined, options)).toThrow(UsageError);
  });

  it('is not made with a private key of zeros, at which every frame would throw', () => {
    expect(() => aReader({ ...keysOf(2), privateKey: new Uint8Array(32) })).toThrow(UsageError);
  });
});

describe('A staged record', () => {
  it('opens once, beside the frames of its session and without counting among them', () => {
    const { session, reader } = known();
    const staged = [session.stage(hello), session.stage(hello)];
    const sealed = session.seal('report', hello);
    for (const [counter, frame] of staged.entries()) {
      expect(reader.open(frame, origin)).toMatchObject({
        value: { kind: 'sealed', plaintext: hello, counter, staged: true, missing: 0 },
      });
    }
    expect(reader.open(sealed, origin)).toMatchObject({ value: { counter: 0, staged: false } });
    for (const frame of [...staged, sealed]) {
      expect(reader.open(frame, origin)).toMatchObject(refused('REPORT_REPLAY'));
    }
  });

  it('is as long as any other', () => {
    const session = aSession();
    const sizes = [1, 13, 23].map((length) => session.stage(new Uint8Array(length)).length);
    expect(new Set(sizes)).toEqual(new Set([9 + 24 + 16]));
  });

  it('opens on no other stream, as no other kind, and not cut short', () => {
    const { session, reader } = known();
    const frame = session.stage(hello);
    expect(reader.open(frame, { ...origin, stream: 'journal' })).toMatchObject(
      refused('REPORT_FRAME'),
    );
    expect(reader.open(frame.with(0, 2), origin)).toMatchObject(refused('REPORT_SEAL'));
    expect(reader.open(session.seal('report', hello).with(0, 3), origin)).toMatchObject(
      refused('REPORT_SEAL'),
    );
    for (const length of [5, 9, 24]) {
      expect(reader.open(frame.slice(0, length), origin)).toMatchObject(refused('REPORT_FRAME'));
    }
  });
});
