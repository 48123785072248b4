import { equalBytes, toHex } from '../bytes.ts';
import { keyIdBytes } from '../crypto/key-id.ts';
import { failed, ok, type Failed, type Result } from '../result.ts';
import { arrayOf, at, bstr, optional, text, uint } from '../schema/cbor-fields.ts';
import { cborMap } from '../schema/cbor-map.ts';
import { counterRangesMax, CounterSet } from './counter-set.ts';
import { isFrameOwner, policyDigestBytes, sessionIdBytes, sessionKeyBytes } from './frame.ts';
import type { DeviceSessions, KnownSession } from './session-store.ts';

const u32Max = 0xffff_ffff;
const options = { keys: 'integer', closed: true } as const;
const counters = (doc: string) =>
  arrayOf(uint('counter', { max: u32Max }), doc, { itemsMax: 2 * counterRangesMax });

const SessionState = cborMap(
  'SessionState',
  {
    sessionId: at(1, bstr('session id', { length: sessionIdBytes })),
    key: at(2, bstr('session key', { length: sessionKeyBytes })),
    policyDigest: at(3, bstr('policy digest', { length: policyDigestBytes })),
    startedS: at(4, uint('UTC second', { max: u32Max })),
    seen: at(5, counters('first and last counter of every range opened, alternating')),
    seenStaged: at(6, counters('the same of staged frames')),
  },
  options,
);

const DeviceState = cborMap(
  'DeviceState',
  {
    tenant: at(1, text('tenant')),
    device: at(2, text('device')),
    forgottenUntilS: at(
      3,
      optional(uint('start of the newest session forgotten', { max: u32Max })),
    ),
    sessions: at(4, arrayOf(SessionState, 'sessions remembered')),
  },
  options,
);

const ReaderState = cborMap(
  'ReaderState',
  {
    version: at(1, uint('1', { max: 1 })),
    recipientKeyId: at(2, bstr('whose memory this is', { length: keyIdBytes })),
    devices: at(3, arrayOf(DeviceState, 'every device heard')),
  },
  options,
);

/** What a store of sessions holds, device by device; the key is tenant, zero, device. */
export type StoredDevices = ReadonlyMap<string, DeviceSessions>;

/** Deterministic CBOR of what a recipient remembers. It holds the keys of the sessions. */
export function encodeReaderState(recipientKeyId: Uint8Array, devices: StoredDevices): Uint8Array {
  return ReaderState.encode({
    version: 1,
    recipientKeyId,
    devices: [...devices].map(([name, { sessions, forgottenUntilS }]) => {
      const [tenant = '', device = ''] = name.split('\0');
      return {
        tenant,
        device,
        ...(forgottenUntilS < 0 ? {} : { forgottenUntilS }),
        sessions: [...sessions.values()].map((session) => ({
          ...session,
          seen: flat(session.seen),
          seenStaged: flat(session.seenStaged),
        })),
      };
    }),
  });
}

/** Reads what {@link encodeReaderState} writes, for the same recipient. Never throws. */
export function decodeReaderState(
  bytes: Uint8Array,
  recipientKeyId: Uint8Array,
): Result<Map<string, DeviceSessions>> {
  const read = ReaderState.decode(bytes);
  if (!read.ok) return refused(read.fault.came);
  if (read.value.version !== 1) return refused('its version is another');
  if (!equalBytes(read.value.recipientKeyId, recipientKeyId))
    return refused('it is of another key');
  const devices = new Map<string, DeviceSessions>();
  for (const { tenant, device, forgottenUntilS = -1, sessions } of read.value.devices) {
    const name = `${tenant}\0${device}`;
    if (!isFrameOwner({ tenant, device }) || devices.has(name)) return refused('a device is wrong');
    const known = new Map<string, KnownSession>();
    for (const session of sessions) {
      const seen = CounterSet.of(pairs(session.seen));
      const seenStaged = CounterSet.of(pairs(session.seenStaged));
      if (seen === undefined || seenStaged === undefined) return refused('a range is wrong');
      known.set(toHex(session.sessionId), { ...session, seen, seenStaged });
    }
    if (known.size !== sessions.length) return refused('a session is there twice');
    devices.set(name, { sessions: known, forgottenUntilS });
  }
  return ok(devices);
}

function flat(set: CounterSet): readonly number[] {
  return set.ranges.flatMap(({ first, last }) => [first, last]);
}

/** An odd last number has no end, which no range can be. */
function pairs(numbers: readonly number[]): readonly { first: number; last: number }[] {
  return Array.from({ length: Math.ceil(numbers.length / 2) }, (_, i) => ({
    first: numbers[2 * i] ?? 0,
    last: numbers[2 * i + 1] ?? -1,
  }));
}

function refused(came: string): Failed {
  return failed({
    code: 'SESSION_STATE',
    expected: 'the memory of this recipient, as it was written',
    came,
    next: 'restore the file; without it, drop what is opened a second time by device, session and counter',
  });
}
