import type { CompiledPolicy } from '../../policy/policy.ts';
import { failed, ok, type Result } from '../../result.ts';
import { UsageError } from '../../errors.ts';
import type { CborMap } from '../../schema/cbor-map.ts';
import type { TrustedKey } from '../operator-key.ts';

/** What a device knows when it judges how many signatures a body needs. */
export interface BodyContext {
  /** Absent when there is none, or when it is not known. */
  readonly currentPolicy?: CompiledPolicy | undefined;
  readonly keys: readonly TrustedKey[];
}

/** The body of one kind of instruction: its bytes, its rules, and when it needs two signatures. */
export interface BodyKind<T> {
  /** For docs/protocol/instruction.md; the first is the body itself. */
  readonly maps: readonly CborMap<unknown>[];
  /** Throws {@link UsageError} when a value is out of its range or breaks a rule. */
  encode(body: T): Uint8Array;
  /** Never throws. */
  decode(bytes: Uint8Array): Result<T>;
  needsSecond(body: T, context: BodyContext): boolean;
}

export interface BodyRules<T> {
  /** The first rule between values that a body breaks, as what was expected. */
  readonly broken?: (body: T) => string | undefined;
  readonly needsSecond: (body: T, context: BodyContext) => boolean;
  /** Maps inside the first one. */
  readonly parts?: readonly CborMap<unknown>[];
}

export const always = (): boolean => true;
export const never = (): boolean => false;

/** A body that is one closed CBOR map. */
export function bodyKind<T>(map: CborMap<T>, rules: BodyRules<T>): BodyKind<T> {
  const { broken = () => undefined, needsSecond, parts = [] } = rules;
  return {
    maps: [map, ...parts],
    needsSecond,
    encode(body) {
      const bytes = map.encode(body);
      const rule = broken(body);
      if (rule === undefined) return bytes;
      throw new UsageError({ ...fault(rule), next: 'correct the value before signing it' });
    },
    decode(bytes) {
      const read = map.decode(bytes);
      if (!read.ok) return failed({ ...fault(read.fault.expected), came: read.fault.came });
      const rule = broken(read.value);
      return rule === undefined ? ok(read.value) : failed(fault(rule));
    },
  };
}

function fault(expected: string) {
  return {
    code: 'INSTRUCTION_BODY',
    expected,
    came: 'it differs',
    next: 'write the instruction again with this toolchain',
  };
}

export const timeSMax = 0xffff_ffff;

/** The rule of every body that is about a span of time. */
export function brokenPeriod(body: {
  readonly fromS: number;
  readonly untilS: number;
}): string | undefined {
  return body.untilS > body.fromS ? undefined : 'a period that ends after it begins';
}
