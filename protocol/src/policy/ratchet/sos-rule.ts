import type { CompiledPolicy } from '../policy.ts';
import { sameValue, worst, type FieldRule, type StrictnessEffect } from './field-effect.ts';

/**
 * What a call for help opens. Compared by the names of those who may open it: an index means somebody
 * else when the list of recipients changes.
 */
export const sosRule: FieldRule = {
  loosens: 'it is new, somebody new may open it, its interval is shorter or its duration longer',
  effects(old, next) {
    const [was, is] = [old && openedBySos(old), openedBySos(next)];
    if (sameValue(was, is)) return [];
    return [{ field: 'sos', effect: sosEffect(was, is) }];
  },
};

interface OpenedBySos {
  readonly names: readonly string[];
  readonly intervalS: number;
  readonly durationS: number;
}

function openedBySos({ sos, recipients }: CompiledPolicy): OpenedBySos | undefined {
  if (sos === undefined) return undefined;
  const { intervalS, durationS } = sos;
  const names = sos.recipients.map((index) => recipients[index]?.name ?? '');
  return { names: names.toSorted(), intervalS, durationS };
}

function sosEffect(was: OpenedBySos | undefined, is: OpenedBySos | undefined): StrictnessEffect {
  if (is === undefined) return was === undefined ? 'neutral' : 'tightens';
  if (was === undefined) return 'loosens';
  if (!is.names.every((name) => was.names.includes(name))) return 'loosens';
  return worst([
    is.names.length < was.names.length ? 'tightens' : 'neutral',
    degree(was.intervalS - is.intervalS),
    degree(is.durationS - was.durationS),
  ]);
}

function degree(looser: number): StrictnessEffect {
  if (looser === 0) return 'neutral';
  return looser > 0 ? 'loosens' : 'tightens';
}
