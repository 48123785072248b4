import { dayS } from '../day-number.ts';
import { formatDuration } from '../source/quantity.ts';
import { when, type LintRule } from './lint-rule.ts';
import { hasPeople } from './policy-facts.ts';

const recoveryMaxS = 7 * dayS;
const sosMaxS = 4 * 3600;

const cnil = 'CNIL, deliberation 2015-165, norm 51 (historic)';
const edpbTheft = 'EDPB 01/2020 para 164: location only from the declaration of theft';

/** What people beside the device can do, what is known of them while it is closed, and the device. */
export const peopleRules: readonly LintRule[] = [
  {
    code: 'LINT_PERSON_SWITCH',
    severity: 'error',
    path: 'privateSwitch',
    asks: 'a private switch when a person carries the device',
    source: `${cnil}: the employee must be able to switch off; EDPB 01/2020: option to deactivate`,
    check: ({ carriedBy, privateSwitch, hasWindows }) =>
      when(
        carriedBy === 'person' && hasWindows && !privateSwitch,
        'a person carries the device and cannot close it',
      ),
  },
  {
    code: 'LINT_VEHICLE_SWITCH',
    severity: 'note',
    path: 'privateSwitch',
    asks: 'a private switch in a vehicle',
    source: `VG Lüneburg, 4 A 12/19: no button weighed against it; ${cnil}: able to switch off`,
    check: ({ carriedBy, privateSwitch, hasWindows }) =>
      when(
        (carriedBy ?? 'vehicle') === 'vehicle' && hasWindows && !privateSwitch,
        'the driver cannot close the device, not even after an early end of work',
      ),
  },
  {
    code: 'LINT_CARRIER',
    severity: 'note',
    path: 'carriedBy',
    asks: 'a word on whether people are with the device',
    source: 'GDPR Art. 35 and DSK list: tracking employees needs an impact assessment',
    check: ({ carriedBy }) =>
      when(
        carriedBy === undefined,
        'the policy does not say what carries the device, and is read as if people did',
      ),
  },
  {
    code: 'LINT_MILEAGE_PERSONAL',
    severity: 'note',
    path: 'outside',
    asks: 'no mileage of people while closed, or knowing that it is personal',
    source:
      'GDPR recital 26 and Art. 4(1): the mileage of a device assigned to a person is personal',
    check: (facts) =>
      when(
        hasPeople(facts) && facts.outside === 'mileage',
        'the distance driven in private hours is reported',
      ),
  },
  {
    code: 'LINT_THEFT_IN_ADVANCE',
    severity: 'error',
    path: 'theftRecovery',
    asks: 'no windows for asset protection where people are',
    source: `${edpbTheft}; Berlin DPA, report 2015: theft protection can start after the theft`,
    check: (facts) =>
      when(
        facts.purpose === 'asset-protection' && facts.hasWindows && hasPeople(facts),
        'people are tracked to protect a thing; a declared theft is enough',
      ),
  },
  {
    code: 'LINT_THEFT_LONG',
    severity: 'warning',
    path: 'theftRecovery',
    asks: 'at most 7 days of reports after a declared theft',
    source: `${edpbTheft}; GDPR Art. 5(1)(c)`,
    check: ({ theftRecovery }) =>
      when(
        (theftRecovery?.durationS ?? 0) > recoveryMaxS,
        `a theft opens the device for ${formatDuration(theftRecovery?.durationS ?? 0)}`,
      ),
  },
  {
    code: 'LINT_PERSON_SOS',
    severity: 'note',
    path: 'sos',
    asks: 'a call for help with a place when a person carries the device',
    source: 'DGUV Vorschrift 1 section 8(2) and DGUV Regel 112-139: dangerous work done alone',
    check: ({ carriedBy, sos }) =>
      when(
        carriedBy === 'person' && sos === undefined,
        'a person who asks for help is heard and not found',
      ),
  },
  {
    code: 'LINT_SOS_LONG',
    severity: 'warning',
    path: 'sos',
    asks: 'at most 4 h of positions after a call for help',
    source: 'GDPR Art. 5(1)(c): limited to what is necessary; the person can call again',
    check: ({ sos }) =>
      when(
        (sos?.durationS ?? 0) > sosMaxS,
        `a call for help opens the device for ${formatDuration(sos?.durationS ?? 0)}`,
      ),
  },
  {
    code: 'LINT_TELEMETRY',
    severity: 'note',
    path: 'heartbeat',
    asks: 'a heartbeat of 10 min or slower',
    source: 'ETSI EN 303 645 provision 6-4: telemetry to the minimum; CRA Annex I Part I (2)(g)',
    check: ({ outside, heartbeatS }) =>
      when(
        outside !== 'off' && heartbeatS < 600,
        `a sign of life every ${formatDuration(heartbeatS)} is more than a fleet needs`,
      ),
  },
  {
    code: 'LINT_NOTHING',
    severity: 'warning',
    path: 'week',
    asks: 'windows, or something that a theft opens',
    source: 'CRA Annex I Part I (2)(g): process only what is necessary for the intended purpose',
    check: ({ hasWindows, theftRecovery, outside }) =>
      when(
        !hasWindows && theftRecovery === undefined && outside === 'off',
        'the policy never captures and never reports; the device has no purpose',
      ),
  },
  {
    code: 'LINT_ZONE_MOVED',
    severity: 'error',
    path: 'timeZone',
    asks: 'offsets as this machine has them for the zone',
    source: 'CRA Annex I Part I (2)(f): integrity of configuration; docs/protocol/policy.md',
    check: ({ isClockStale }) =>
      when(
        isClockStale,
        'clocks will change at other seconds than the policy says; compile it again and sign it',
      ),
  },
  {
    code: 'LINT_ZONE_DATA_STALE',
    severity: 'warning',
    path: 'timeZone',
    asks: 'the time zone data of this machine',
    source: 'tz database: governments change rules at short notice; docs/protocol/policy.md',
    check: ({ policyZoneData, zoneData }) =>
      when(
        policyZoneData !== undefined && zoneData !== undefined && policyZoneData !== zoneData,
        `it was compiled with time zone data ${policyZoneData ?? ''}; here is ${zoneData ?? ''}`,
      ),
  },
];
