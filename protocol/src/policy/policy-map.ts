import { cborMap } from '../schema/cbor-map.ts';
import {
  arrayOf,
  at,
  bool,
  bstr,
  int,
  oneOf,
  optional,
  text,
  uint,
} from '../schema/cbor-fields.ts';
import {
  outsideBehaviours,
  policyCarriers,
  policyLimits as limits,
  policyPurposes,
  type CompiledPolicy,
  type PolicyWindow,
  type SosRule,
} from './policy.ts';

const timeSMax = 0xffff_ffff;
const flatWindows = { itemsMax: 2 * limits.windowsPerDayMax };

export const RecipientMap = cborMap(
  'PolicyRecipient',
  {
    name: at(1, text('who may open the reports', { max: limits.nameBytesMax })),
    publicKey: at(2, bstr('uncompressed P-256 point', { length: 65 })),
  },
  { keys: 'integer', closed: true },
);

/** The compiled policy as it lies in CBOR: lists of pairs are flat lists of numbers. */
export const PolicyMap = cborMap(
  'Policy',
  {
    version: at(1, uint('1', { max: 1 })),
    purpose: at(2, oneOf('why positions are captured', policyPurposes)),
    timeZone: at(3, text('IANA name, for people', { max: limits.nameBytesMax })),
    validFromS: at(4, uint('UTC second, inclusive', { max: timeSMax })),
    validUntilS: at(5, uint('UTC second, exclusive', { max: timeSMax })),
    reviewS: at(6, uint('UTC second at which a person looks again', { max: timeSMax })),
    offsets: at(
      7,
      arrayOf(int('UTC second, minutes'), 'UTC second and offset in minutes, alternating', {
        itemsMax: 2 * limits.offsetsMax,
      }),
    ),
    week: at(
      8,
      arrayOf(
        arrayOf(uint('minute', { max: 1440 }), 'start and end minute, alternating', flatWindows),
        'seven lists, Monday first',
        { itemsMax: 7 },
      ),
    ),
    exceptions: at(
      9,
      arrayOf(
        arrayOf(uint('day or minute'), 'day number, then start and end minutes, alternating', {
          itemsMax: 1 + 2 * limits.windowsPerDayMax,
        }),
        'local dates with windows of their own',
        { itemsMax: limits.exceptionsMax },
      ),
    ),
    movingS: at(10, uint('interval while moving', { max: limits.intervalSMax })),
    parkedS: at(11, uint('interval while parked', { max: limits.intervalSMax })),
    floorS: at(12, uint('no interval is ever shorter', { max: limits.floorSMax })),
    precisionM: at(13, uint('cell of a position, in metres', { max: limits.precisionMMax })),
    fields: at(14, uint('bits: 1 altitude, 2 speed, 4 course', { max: 7 })),
    retentionS: at(15, uint('stored reports are deleted after', { max: limits.retentionSMax })),
    outside: at(16, oneOf('what is sent while closed', outsideBehaviours)),
    heartbeatS: at(
      17,
      optional(uint('interval of the heartbeat while closed', { max: limits.heartbeatSMax })),
    ),
    recipients: at(
      18,
      arrayOf(RecipientMap, 'who reports are sealed to', { itemsMax: limits.recipientsMax }),
    ),
    carriedBy: at(19, optional(oneOf('what carries the device', policyCarriers))),
    privateSwitch: at(20, optional(bool('true: a person may close the device by hand'))),
    theftRecovery: at(
      21,
      optional(
        arrayOf(uint('seconds'), 'after a declared theft: interval, duration', { itemsMax: 2 }),
      ),
    ),
    zoneData: at(
      22,
      optional(text('version of the time zone data', { max: limits.zoneDataBytesMax })),
    ),
    sos: at(
      23,
      optional(
        arrayOf(uint('seconds, indices'), 'on a call for help: interval, duration, recipients', {
          itemsMax: 2 + limits.recipientsMax,
        }),
      ),
    ),
  },
  { keys: 'integer', closed: true },
);
export type PolicyMap = Parameters<typeof PolicyMap.encode>[0];

export function toPolicyMap(policy: CompiledPolicy): PolicyMap {
  const { intervals, fields, offsets, exceptions, heartbeatS, week, ...rest } = policy;
  const { theftRecovery, sos, ...same } = rest;
  return {
    ...same,
    ...(theftRecovery === undefined
      ? {}
      : { theftRecovery: [theftRecovery.intervalS, theftRecovery.durationS] }),
    ...(sos === undefined ? {} : { sos: [sos.intervalS, sos.durationS, ...sos.recipients] }),
    ...intervals,
    offsets: offsets.flatMap(({ fromS, offsetMin }) => [fromS, offsetMin]),
    week: week.map(toFlat),
    exceptions: exceptions.map(({ dayNumber, windows }) => [dayNumber, ...toFlat(windows)]),
    fields: (fields.altitude ? 1 : 0) | (fields.speed ? 2 : 0) | (fields.course ? 4 : 0),
    ...(policy.outside === 'off' ? {} : { heartbeatS }),
  };
}

/**
 * Undefined when a flat list has no whole pairs or a required item is absent; ranges are for others
 * to check.
 */
export function fromPolicyMap(map: PolicyMap): CompiledPolicy | undefined {
  const { version, movingS, parkedS, floorS, fields, heartbeatS, ...rest } = map;
  const { privateSwitch, theftRecovery, sos, ...same } = rest;
  const flats = [map.offsets, ...map.week, ...map.exceptions.map((flat) => flat.slice(1))];
  if (version !== 1 || flats.some((flat) => flat.length % 2 !== 0)) return undefined;
  if (map.exceptions.some((flat) => flat.length === 0)) return undefined;
  if ((map.outside === 'off') !== (heartbeatS === undefined)) return undefined;
  if (privateSwitch === false) return undefined;
  if (theftRecovery !== undefined && theftRecovery.length !== 2) return undefined;
  if (sos !== undefined && sos.length < 2) return undefined;
  const [theftIntervalS = 0, theftDurationS = 0] = theftRecovery ?? [];
  return {
    ...same,
    version,
    offsets: pairsOf(map.offsets).map(([fromS, offsetMin]) => ({ fromS, offsetMin })),
    week: map.week.map(fromFlat),
    exceptions: map.exceptions.map(([dayNumber = 0, ...flat]) => ({
      dayNumber,
      windows: fromFlat(flat),
    })),
    intervals: { movingS, parkedS, floorS },
    fields: {
      altitude: (fields & 1) !== 0,
      speed: (fields & 2) !== 0,
      course: (fields & 4) !== 0,
    },
    heartbeatS: heartbeatS ?? 0,
    ...(privateSwitch === true ? { privateSwitch } : {}),
    ...(theftRecovery === undefined
      ? {}
      : { theftRecovery: { intervalS: theftIntervalS, durationS: theftDurationS } }),
    ...(sos === undefined ? {} : { sos: fromFlatSos(sos) }),
  };
}

function fromFlatSos([intervalS = 0, durationS = 0, ...recipients]: readonly number[]): SosRule {
  return { recipients, intervalS, durationS };
}

function toFlat(windows: readonly PolicyWindow[]): readonly number[] {
  return windows.flatMap(({ startMin, endMin }) => [startMin, endMin]);
}

function fromFlat(flat: readonly number[]): readonly PolicyWindow[] {
  return pairsOf(flat).map(([startMin, endMin]) => ({ startMin, endMin }));
}

function pairsOf(flat: readonly number[]): readonly (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) pairs.push([flat[i] ?? 0, flat[i + 1] ?? 0]);
  return pairs;
}
