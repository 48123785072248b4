import type { FaultParts } from './errors.ts';

/** What a decoder expects to meet is returned, not thrown. */
export type Result<T> = Ok<T> | Failed;

export interface Ok<T> {
  readonly ok: true;
  readonly value: T;
}

export interface Failed {
  readonly ok: false;
  readonly fault: FaultParts;
}

export function ok<T>(value: T): Ok<T> {
  return { ok: true, value };
}

export function failed(fault: FaultParts): Failed {
  return { ok: false, fault };
}
