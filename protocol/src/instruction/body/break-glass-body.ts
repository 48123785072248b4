import { policyLimits } from '../../policy/policy.ts';
import { at, oneOf, text, uint } from '../../schema/cbor-fields.ts';
import { cborMap } from '../../schema/cbor-map.ts';
import { always, bodyKind, brokenPeriod, timeSMax } from './body-kind.ts';

export const breakGlassCauses = ['theft', 'emergency'] as const;
export const breakGlassLimits = {
  intervalSMin: policyLimits.theftIntervalSMin,
  theftSMax: policyLimits.theftDurationSMax,
  emergencySMax: 3 * 86_400,
} as const;

export const BreakGlassBodyMap = cborMap(
  'BreakGlassBody',
  {
    cause: at(1, oneOf('why the windows do not hold', breakGlassCauses)),
    fromS: at(2, uint('UTC second, inclusive', { max: timeSMax })),
    untilS: at(3, uint('UTC second, exclusive', { max: timeSMax })),
    intervalS: at(4, uint('seconds between fixes', { max: policyLimits.intervalSMax })),
    reference: at(5, text('file number of the declaration', { max: 64 })),
  },
  { keys: 'integer', closed: true },
);
export type BreakGlassBody = Parameters<typeof BreakGlassBodyMap.encode>[0];

/**
 * `break-glass`: capture outside the windows for a time. With the cause `theft` a device opens no
 * more than `theftRecovery` of its policy allows, and nothing without it.
 */
export const breakGlassBody = bodyKind(BreakGlassBodyMap, {
  needsSecond: always,
  broken(body) {
    if (body.reference.trim() === '') return 'the file number of the declaration';
    if (body.intervalS < breakGlassLimits.intervalSMin) return 'an interval of at least 10 s';
    const lengthSMax =
      body.cause === 'theft' ? breakGlassLimits.theftSMax : breakGlassLimits.emergencySMax;
    if (body.untilS - body.fromS > lengthSMax) return 'at most 30 days for a theft, else 3 days';
    return brokenPeriod(body);
  },
});
