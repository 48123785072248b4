import {
  deriveKeyPair,
  encodeBatch,
  recordEndS,
  SealingSession,
  type TrackerRecord,
} from '@feierabend/protocol';

import type { GnssPosition } from '../../gnss/epoch.ts';
import type { Assembly, AssemblyParts } from '../assembly.ts';
import { LeakyDriver } from './leaky-driver.ts';

/** Records of a kind are coded together with the last place that was withheld: behind all gates, before sealing. */
function smuggledWith(kind: TrackerRecord['kind']): Partial<Assembly> {
  const lastOf = new WeakMap<AssemblyParts, GnssPosition>();
  return {
    gnssDriver: (driver, parts) =>
      new LeakyDriver(driver, (position) => void lastOf.set(parts, position)),
    encodeBatch: (records, parts) => {
      const place = lastOf.get(parts);
      const told = (record: TrackerRecord): readonly TrackerRecord[] => {
        if (record.kind !== kind || place === undefined) return [record];
        const latitudeE5 = Math.round(place.latitudeE7 / 100);
        const longitudeE5 = Math.round(place.longitudeE7 / 100);
        return [record, { kind: 'fix', timeS: recordEndS(record), latitudeE5, longitudeE5 }];
      };
      return encodeBatch(records.flatMap(told));
    },
  };
}

export const placeOfWithheld = smuggledWith('withheld');
export const placeOfHeartbeat = smuggledWith('heartbeat');

const curious = deriveKeyPair(new Uint8Array(32).fill(0x5e));

export const oneRecipientMore: Partial<Assembly> = {
  recipients: ({ recipients }) => [
    ...recipients,
    { name: 'curious', publicKey: curious.publicKey },
  ],
};

export const sameSession: Partial<Assembly> = {
  session: (options) =>
    SealingSession.create({
      ...options,
      sessionId: new Uint8Array(8).fill(1),
      sessionKey: new Uint8Array(16).fill(2),
    }),
};

/** What is meant for a single record has steps of 48 bytes. */
export const sizeTelling: Partial<Assembly> = {
  session: (options) => {
    const session = SealingSession.create(options);
    return {
      sealFor: (...about) => session.sealFor(...about),
      stage: (plaintext) => session.stage(plaintext),
      seal: (stream, plaintext) =>
        stream === 'report' ? session.stage(plaintext) : session.seal(stream, plaintext),
      pack: () => session.pack(),
      close: () => session.close(),
    };
  },
};
