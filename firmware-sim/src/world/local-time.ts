import type { CompiledPolicy } from '@feierabend/protocol';

/** Local seconds since 1970 of a UTC second, by the offsets of the policy; before the first and after the last they go on. */
export function localOf({ offsets }: Pick<CompiledPolicy, 'offsets'>): (timeS: number) => number {
  let index = 0;
  return (timeS) => {
    while (index > 0 && timeS < (offsets[index]?.fromS ?? 0)) index -= 1;
    while (timeS >= (offsets[index + 1]?.fromS ?? Number.POSITIVE_INFINITY)) index += 1;
    return timeS + (offsets[index]?.offsetMin ?? 0) * 60;
  };
}
