import { InvalidArgumentError } from 'commander';

import { readDurationMs } from '../fleet/scenario/quantity.ts';
import { readFault } from '../world/fault-text.ts';
import type { Fault } from '../world/faults.ts';
import { readInstantS } from '../world/instant.ts';

export function seedValue(text: string): number {
  return wholeNumber(text, 0, 0xffff_ffff);
}

/** Threads to compute in. */
export function workersValue(text: string): number {
  return wholeNumber(text, 1, 1024);
}

export function wholeNumber(text: string, min: number, max: number): number {
  if (/^\d{1,10}$/u.test(text) && Number(text) >= min && Number(text) <= max) return Number(text);
  throw new InvalidArgumentError(`Expected a whole number from ${min} to ${max}.`);
}

export function instantValue(text: string): number {
  const timeS = readInstantS(text);
  if (timeS !== undefined) return timeS;
  throw new InvalidArgumentError('Expected a UTC date such as 2026-01-01 or 2026-01-01T08:00.');
}

/** Milliseconds. */
export function durationValue(text: string): number {
  const durationMs = readDurationMs(text);
  if (durationMs !== undefined && durationMs > 0) return durationMs;
  throw new InvalidArgumentError('Expected a duration such as 90 s, 10 min or 1 h 30 min.');
}

/** One more fault of a repeatable option. */
export function faultValue(text: string, before: readonly Fault[]): readonly Fault[] {
  const fault = readFault(text);
  if (fault.ok) return [...before, fault.value];
  const { expected, came, next } = fault.fault;
  throw new InvalidArgumentError(`Expected ${expected}, but ${came}; ${next}.`);
}
