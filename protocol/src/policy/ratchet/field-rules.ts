import { dayS } from '../day-number.ts';
import { outsideBehaviours, type CompiledPolicy } from '../policy.ts';
import {
  fieldRule,
  lessLoosens,
  moreLoosens,
  sameValue,
  worst,
  type FieldEffect,
  type FieldRule,
  type StrictnessEffect,
} from './field-effect.ts';
import { sosRule } from './sos-rule.ts';
import { exceptionsRule, offsetsRule, weekRule } from './window-rules.ts';

const loosens = (): StrictnessEffect => 'loosens';
const neutral = (): StrictnessEffect => 'neutral';

const intervalsRule: FieldRule = {
  loosens: 'one of them is shorter',
  effects: (old, next) =>
    (['movingS', 'parkedS', 'floorS'] as const).flatMap((part): readonly FieldEffect[] => {
      const field = `intervals.${part}`;
      if (old === undefined) return [{ field, effect: part === 'floorS' ? 'neutral' : 'loosens' }];
      const [before, after] = [old.intervals[part], next.intervals[part]];
      if (before === after) return [];
      return [{ field, effect: after < before ? 'loosens' : 'tightens' }];
    }),
};

/** Whoever is new, or has another key or another name for it, could not read before. */
const recipientsRule: FieldRule = {
  loosens: 'one is new, or has another key or another name',
  effects(old, next) {
    const names = [...(old?.recipients ?? []), ...next.recipients].map(({ name }) => name);
    const of = (policy: CompiledPolicy | undefined, wanted: string) =>
      policy?.recipients.find(({ name }) => name === wanted);
    return [...new Set(names)].flatMap((name): readonly FieldEffect[] => {
      const [before, after] = [of(old, name), of(next, name)];
      if (sameValue(before, after)) return [];
      const effect = after === undefined ? 'tightens' : 'loosens';
      return [{ field: `recipients.${name}`, effect }];
    });
  },
};

/**
 * What loosening means, field by field of the schema in `../policy.ts`. A new field does not compile
 * before it has a rule here.
 *
 * **Invariant:** every rule is a partial order, so that two tightenings after one another are a
 * tightening of the first policy.
 */
export const strictnessRules: { readonly [Field in keyof CompiledPolicy]-?: FieldRule } = {
  version: fieldRule('version', 'it differs', 'neutral', loosens),
  purpose: fieldRule('purpose', 'it differs', 'neutral', loosens),
  timeZone: fieldRule('timeZone', 'it differs', 'neutral', loosens),
  validFromS: fieldRule(
    'validFromS',
    'it is earlier',
    'loosens',
    lessLoosens(({ validFromS }) => validFromS),
  ),
  validUntilS: fieldRule(
    'validUntilS',
    'it is later',
    'loosens',
    moreLoosens(({ validUntilS }) => validUntilS),
  ),
  reviewS: fieldRule(
    'reviewS',
    'it is later',
    'neutral',
    moreLoosens(({ reviewS }) => reviewS),
  ),
  offsets: offsetsRule,
  week: weekRule,
  exceptions: exceptionsRule,
  intervals: intervalsRule,
  precisionM: fieldRule(
    'precisionM',
    'it is finer',
    'loosens',
    lessLoosens(({ precisionM }) => precisionM),
  ),
  fields: fieldRule('fields', 'one is captured that was not', 'loosens', (old, next) =>
    (['altitude', 'speed', 'course'] as const).some(
      (name) => next.fields[name] && !old.fields[name],
    )
      ? 'loosens'
      : 'tightens',
  ),
  retentionS: fieldRule(
    'retentionS',
    'it is longer',
    'loosens',
    moreLoosens(({ retentionS }) => retentionS),
  ),
  outside: fieldRule(
    'outside',
    'more is sent while closed: nothing, a heartbeat, the mileage',
    'loosens',
    moreLoosens(({ outside }) => outsideBehaviours.indexOf(outside)),
  ),
  heartbeatS: fieldRule(
    'heartbeatS',
    'it comes more often',
    'loosens',
    moreLoosens(({ heartbeatS }) => (heartbeatS === 0 ? 0 : dayS / heartbeatS)),
  ),
  recipients: recipientsRule,
  carriedBy: fieldRule('carriedBy', 'it differs', 'neutral', loosens),
  privateSwitch: fieldRule('privateSwitch', 'it is gone', 'neutral', (_old, next) =>
    next.privateSwitch === true ? 'tightens' : 'loosens',
  ),
  theftRecovery: fieldRule(
    'theftRecovery',
    'it is new, its interval is shorter or its duration longer',
    'loosens',
    (old, next) => {
      if (next.theftRecovery === undefined) return 'tightens';
      if (old.theftRecovery === undefined) return 'loosens';
      return worst([
        lessLoosens((policy) => policy.theftRecovery?.intervalS ?? 0)(old, next),
        moreLoosens((policy) => policy.theftRecovery?.durationS ?? 0)(old, next),
      ]);
    },
  ),
  sos: sosRule,
  zoneData: fieldRule('zoneData', 'never; the offsets count', 'neutral', neutral),
};
