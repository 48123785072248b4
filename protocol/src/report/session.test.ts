import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { UsageError } from '../errors.ts';
import { keyIdOf } from '../crypto/key-id.ts';
import { paddingSteps } from './padding.ts';
import { SessionFrame } from './frame.ts';
import { SealingSession } from './session.ts';
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

describe('A session', () => {
  it('tells a recipient its policy and start, and then its frames open', () => {
    const session = aSession();
    const reader = aReader();
    expect(reader.open(announce(session), origin)).toEqual({
      ok: true,
      value: {
        kind: 'session',
        sessionId: new Uint8Array(8).fill(0x51),
        policyDigest: new Uint8Array(32).fill(0xd1),
        startedS: 1_796_000_000,
        duplicate: false,
      },
    });
    for (const [counter, stream] of (['report', 'event', 'journal'] as const).entries()) {
      expect(reader.open(session.seal(stream, hello), { ...origin, stream })).toEqual({
        ok: true,
        value: {
          kind: 'sealed',
          plaintext: hello,
          counter,
          sessionId: new Uint8Array(8).fill(0x51),
          policyDigest: new Uint8Array(32).fill(0xd1),
          isLate: false,
          missing: 0,
          staged: false,
        },
      });
    }
    expect(session.sealedCount).toBe(3);
  });

  it('goes on where it was after it was packed, with no counter twice', () => {
    const session = aSession();
    const reader = aReader();
    reader.open(announce(session), origin);
    const frames = [session.seal('report', hello), session.stage(hello)];
    const { tenant, device } = origin;
    const policyDigest = new Uint8Array(32).fill(0xd1);
    const next = SealingSession.unpack(session.pack(), { tenant, device, policyDigest });
    frames.push(next.seal('report', hello), next.stage(hello));
    const opened = frames.map((frame) => reader.open(frame, origin));
    expect(opened.map((one) => one.ok && 'counter' in one.value && one.value.counter)).toEqual([
      0, 0, 1, 1,
    ]);
    expect(announce(next)).toEqual(announce(session));
  });

  it('is not packed once it is closed, nor unpacked from other bytes', () => {
    const session = aSession();
    const packed = session.pack();
    session.close();
    expect(() => session.pack()).toThrow(UsageError);
    const of = { tenant: 'acme', device: 'van-7', policyDigest: new Uint8Array(32) };
    expect(() => SealingSession.unpack(packed.subarray(1), of)).toThrow(UsageError);
  });

  it('is opened by each of its recipients alone', () => {
    const session = aSession();
    const other = keysOf(3);
    const frames = [announce(session), announce(session, other, 101)];
    const readers = [aReader(), aReader(other)];
    const opened = readers.map((reader) => frames.map((frame) => reader.open(frame, origin).ok));
    expect(opened).toEqual([
      [true, false],
      [false, true],
    ]);
  });

  it('carries plaintext of any size, and shows its padded size alone', () => {
    const session = aSession();
    const reader = aReader();
    reader.open(announce(session), origin);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (plaintext) => {
        const frame = session.seal('report', plaintext);
        expect(paddingSteps).toContain(frame.length - 9 - 16);
        expect(reader.open(frame, origin)).toMatchObject({ ok: true, value: { plaintext } });
      }),
      { numRuns: 40 },
    );
  });

  it('never seals the same bytes twice', () => {
    const session = aSession();
    const frames = ['report', 'report', 'event'] as const;
    const texts = frames.map((stream) => session.seal(stream, hello).slice(9).join());
    expect(new Set(texts).size).toBe(3);
  });

  it('seals nothing once it is closed, and does not touch the key it was given', () => {
    const sessionKey = new Uint8Array(16).fill(7);
    const session = aSession({ sessionKey });
    session.close();
    session.close();
    expect(session.isClosed).toBe(true);
    expect(() => session.seal('report', hello)).toThrow(UsageError);
    expect(() => announce(session)).toThrow(UsageError);
    expect(sessionKey).toEqual(new Uint8Array(16).fill(7));
  });

  it.each([
    ['a short id', { sessionId: new Uint8Array(7) }],
    ['a long key', { sessionKey: new Uint8Array(32) }],
    ['a short digest', { policyDigest: new Uint8Array(31) }],
    ['a fraction of a second', { startedS: 0.5 }],
    ['a start after 2106', { startedS: 2 ** 32 }],
    ['an empty tenant', { tenant: '' }],
    ['a device with a zero character', { device: 'a\0b' }],
  ])('is not made with %s', (_what, parts) => {
    expect(() => aSession(parts)).toThrow(UsageError);
  });

  it('is not announced with a key id of another length', () => {
    const recipient = { keyId: new Uint8Array(7), publicKey: recipientKeys.publicKey };
    const seal = () => aSession().sealFor(recipient, deviceKeys.privateKey, keysOf(9).privateKey);
    expect(seal).toThrow(UsageError);
  });

  it('says for whom a session frame is, and not what is in it', () => {
    const frame = announce(aSession());
    expect(frame).toHaveLength(SessionFrame.sizeBytes);
    expect(frame.slice(9, 17)).toEqual(keyIdOf(recipientKeys.publicKey));
    expect(frame.join()).not.toContain(new Uint8Array(16).fill(0x5e).join());
    expect(frame.join()).not.toContain(new Uint8Array(16).fill(0xd1).join());
  });
});
