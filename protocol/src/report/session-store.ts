import { equalBytes, toHex } from '../bytes.ts';
import { CounterSet } from './counter-set.ts';
import { sessionTagBytes, type FrameOwner } from './frame.ts';

/** What a recipient knows of a session. */
export interface KnownSession {
  readonly sessionId: Uint8Array;
  readonly key: Uint8Array;
  readonly policyDigest: Uint8Array;
  readonly startedS: number;
  /** Counters of the frames that were opened. */
  readonly seen: CounterSet;
  /** The same of staged records, which have a counter of their own. */
  readonly seenStaged: CounterSet;
}

type Announced = Omit<KnownSession, 'seen' | 'seenStaged'>;

/** What is remembered of one device. */
export interface DeviceSessions {
  readonly sessions: Map<string, KnownSession>;
  /**
   * Start of the newest session that was forgotten. Nothing that old may come back: which of its
   * frames were opened is forgotten too, and a replay would look new.
   */
  forgottenUntilS: number;
}

/** The sessions of every device, a bounded number of each. */
export class SessionStore {
  readonly #devices: Map<string, DeviceSessions>;
  readonly #sessionsMax: number;

  constructor(sessionsMax: number, devices = new Map<string, DeviceSessions>()) {
    this.#sessionsMax = sessionsMax;
    this.#devices = devices;
    for (const device of devices.values()) {
      while (device.sessions.size > sessionsMax) forgetOldest(device);
    }
  }

  /** By tenant, zero, device. */
  get devices(): ReadonlyMap<string, DeviceSessions> {
    return this.#devices;
  }

  /**
   * `known`: the same session was there. `conflict`: another key under its id. `forgotten`: older
   * than what is remembered.
   */
  add(owner: FrameOwner, session: Announced): 'added' | 'known' | 'conflict' | 'forgotten' {
    const device = this.#deviceOf(owner);
    const name = toHex(session.sessionId);
    const known = device.sessions.get(name);
    if (known !== undefined) return isSame(known, session) ? 'known' : 'conflict';
    if (session.startedS <= device.forgottenUntilS) return 'forgotten';
    const { sessionId, key, policyDigest, startedS } = session;
    const [seen, seenStaged] = [new CounterSet(), new CounterSet()];
    device.sessions.set(name, { sessionId, key, policyDigest, startedS, seen, seenStaged });
    if (device.sessions.size > this.#sessionsMax) forgetOldest(device);
    return 'added';
  }

  /** Sessions of the device whose id begins with the tag; the seal says which one it is. */
  withTag(owner: FrameOwner, sessionTag: Uint8Array): KnownSession[] {
    const sessions = this.#devices.get(nameOf(owner))?.sessions.values() ?? [];
    return [...sessions].filter(({ sessionId }) =>
      equalBytes(sessionId.subarray(0, sessionTagBytes), sessionTag),
    );
  }

  #deviceOf(owner: FrameOwner): DeviceSessions {
    const name = nameOf(owner);
    const known = this.#devices.get(name);
    if (known !== undefined) return known;
    const added: DeviceSessions = { sessions: new Map(), forgottenUntilS: -1 };
    this.#devices.set(name, added);
    return added;
  }
}

function nameOf(owner: FrameOwner): string {
  return `${owner.tenant}\0${owner.device}`;
}

function isSame(known: KnownSession, session: Announced): boolean {
  return (
    equalBytes(known.key, session.key) &&
    equalBytes(known.policyDigest, session.policyDigest) &&
    known.startedS === session.startedS
  );
}

function forgetOldest(device: DeviceSessions): void {
  let oldest: [string, KnownSession] | undefined;
  for (const entry of device.sessions) {
    if (oldest === undefined || entry[1].startedS < oldest[1].startedS) oldest = entry;
  }
  if (oldest === undefined) return;
  device.sessions.delete(oldest[0]);
  device.forgottenUntilS = Math.max(device.forgottenUntilS, oldest[1].startedS);
}
