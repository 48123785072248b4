/** A part of a fleet: every device whose index leaves this remainder. Any part has the same mix of groups. */
export interface Shard {
  /** From 1. */
  readonly number: number;
  readonly of: number;
}

export const wholeFleet: Shard = { number: 1, of: 1 };

/** Reads `3/8`; undefined for what is none. */
export function readShard(text: string): Shard | undefined {
  const [, number = '', of = ''] = /^(\d{1,5})\/(\d{1,5})$/u.exec(text) ?? [];
  const shard = { number: Number(number), of: Number(of) };
  return shard.number >= 1 && shard.number <= shard.of ? shard : undefined;
}

/** How many devices of a fleet are in a shard. */
export function shardSize({ number, of }: Shard, devices: number): number {
  return Math.max(0, Math.ceil((devices - (number - 1)) / of));
}

/** The index in the fleet of the nth device of a shard. */
export function shardIndex({ number, of }: Shard, nth: number): number {
  return number - 1 + nth * of;
}
