import { decodeCbor, type CborValue } from '../../cbor.ts';
import { LinkError } from '../../errors.ts';
import { int, optional, text, uint } from '../../schema/cbor-fields.ts';
import { cborMap } from '../../schema/cbor-map.ts';
import type { Infer } from '../../schema/infer.ts';
import { failed, ok, type Result } from '../../result.ts';
import { describeSmpError } from '../errors/error-codes.ts';

/** The device understood the request and said no. */
export class SmpRefusal extends LinkError {
  /** Undefined when the code is one of the protocol itself, as all codes of SMP v1 are. */
  readonly group: number | undefined;
  readonly rc: number;
  /** The code in words: `ACCESSDENIED`. */
  readonly errorName: string;
  readonly sentence: string;

  constructor(phase: string, refused: RefusalCode) {
    const { name, sentence, next } = describeSmpError(refused.group, refused.rc);
    const reason = refused.reason === undefined ? '' : ` (${refused.reason})`;
    super({
      code: 'SMP_REFUSED',
      expected: `the device to accept ${phase}`,
      came: `it refused with ${name}: ${sentence}${reason}`,
      next,
    });
    this.group = refused.group;
    this.rc = refused.rc;
    this.errorName = name;
    this.sentence = sentence;
  }

  /** Whether this is the given code of the given group. */
  is(group: number | undefined, rc: number): boolean {
    return this.group === group && this.rc === rc;
  }
}

export interface RefusalCode {
  readonly group: number | undefined;
  readonly rc: number;
  /** Text of the device itself (`rsn`). */
  readonly reason?: string | undefined;
}

/**
 * The two shapes an error has: `{rc}` of v1 and of the protocol itself, `{err: {group, rc}}` of v2.
 */
export const ErrorResponse = cborMap('ErrorResponse', {
  rc: optional(int('code of the protocol; 0 is success')),
  err: optional(
    cborMap('GroupError', {
      group: uint('the group that defines the code'),
      rc: uint('the code'),
    }),
  ),
  rsn: optional(text('the reason in words, where the device gives one')),
});
export type ErrorResponse = Infer<typeof ErrorResponse>;

export interface AnswerMap {
  readonly refusal: RefusalCode | undefined;
  readonly value: CborValue;
}

/**
 * Decodes the payload of an answer and looks for an error in it first. No payload is an empty map.
 */
export function readAnswer(payload: Uint8Array): Result<AnswerMap> {
  const item =
    payload.length === 0
      ? ok<CborValue>(new Map<string, CborValue>())
      : decodeCbor(payload, { useMaps: true });
  if (!item.ok) return item;
  const error = ErrorResponse.fromValue(item.value);
  if (!error.ok) return failed(error.fault);
  const { rc, err, rsn } = error.value;
  const refusal =
    err !== undefined && err.rc !== 0
      ? { group: err.group, rc: err.rc, reason: rsn }
      : rc !== undefined && rc !== 0
        ? { group: undefined, rc, reason: rsn }
        : undefined;
  return ok({ refusal, value: item.value });
}
