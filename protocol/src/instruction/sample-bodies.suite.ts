import { encodePolicy } from '../policy/compiled-policy.ts';
import type { CompiledPolicy } from '../policy/policy.ts';
import { policyDigest } from '../policy/compiled-policy.ts';
import { samplePolicy } from '../policy/sample-policy.suite.ts';
import { toHex } from '../bytes.ts';
import { keyChange } from './body/key-change-body.ts';
import { encodeInstructionBody, type InstructionBodies } from './instruction-body.ts';
import type { InstructionKind } from './instruction.ts';
import { createOperatorKey, trustedKeyOf } from './operator-key.ts';
import type { RevokedKey } from './key/revocation-list.ts';
import { people } from './sample-instruction.suite.ts';

/** A person who is new, with a card that signs on P-256, for a year. */
export const newcomer = createOperatorKey({
  name: 'Nora New',
  role: 'administrator',
  seed: new Uint8Array(32).fill(7),
  algorithm: 'ES256',
  notAfterS: 1_821_536_000,
});

export const stricterPolicy: CompiledPolicy = { ...samplePolicy, precisionM: 100 };
const periodS = { fromS: 1_789_000_000, untilS: 1_789_086_400 };

export function revoked(key: { readonly keyId: string }): RevokedKey {
  return { keyId: key.keyId, why: 'left', revokedS: 1_790_000_000 };
}

export interface SampleBody {
  readonly name: string;
  readonly kind: InstructionKind;
  readonly bytes: Uint8Array;
  readonly body: unknown;
  /** Where the policy of the tests is in force, and the people of the tests are trusted. */
  readonly signatures: 1 | 2;
}

function sample<Kind extends InstructionKind>(
  kind: Kind,
  name: string,
  signatures: 1 | 2,
  body: InstructionBodies[Kind],
): SampleBody {
  return { name, kind, signatures, body, bytes: encodeInstructionBody(kind, body) };
}

/** At least one body of every kind; one that tightens and one that loosens where both exist. */
export const sampleBodies: readonly SampleBody[] = [
  sample('policy', 'the policy in force', 1, samplePolicy),
  sample('policy', 'a coarser one', 1, stricterPolicy),
  sample('policy', 'a finer one', 2, { ...samplePolicy, precisionM: 1 }),
  sample('settings', 'write one, delete one', 2, {
    entries: [{ name: 'gnss/on-time', value: Uint8Array.of(30) }, { name: 'lora/region' }],
  }),
  sample('restrict', 'capture off', 1, { on: true }),
  sample('restrict', 'capture as the policy says', 2, { on: false }),
  sample('correct', 'a mileage', 2, {
    ...periodS,
    subject: 'mileage',
    statement: 'Towed from Passau',
    distanceM: 0,
  }),
  sample('correct', 'a person', 2, { ...periodS, subject: 'person', statement: 'Not van 7' }),
  sample('delete-period', 'one day', 1, periodS),
  sample('reduce', 'mileage only', 1, { on: true }),
  sample('reduce', 'the policy again', 2, { on: false }),
  sample('wipe', 'the stored reports', 1, { scope: 'reports', data: 'returned' }),
  sample('wipe', 'the device', 2, { scope: 'device', data: 'destroy' }),
  sample('break-glass', 'a theft', 2, {
    cause: 'theft',
    fromS: 1_790_000_000,
    untilS: 1_790_000_000 + 30 * 86_400,
    intervalS: 10,
    reference: 'PI Regensburg 1234/26',
  }),
  sample('signed-time', 'without a challenge', 2, { timeS: 1_790_000_000, uncertaintyS: 2 }),
  sample('signed-time', 'with a challenge', 2, {
    timeS: 1_790_000_000,
    uncertaintyS: 0,
    challenge: new Uint8Array(16).fill(0xc4),
  }),
  sample(
    'key-change',
    'a new key for an old one',
    2,
    keyChange([trustedKeyOf(newcomer)], [revoked(people.admin)]),
  ),
  sample('key-change', 'a dispatcher leaves', 1, keyChange([], [revoked(people.dispatcher)])),
  sample('key-change', 'the council leaves', 2, keyChange([], [revoked(people.council)])),
  sample('key-change', 'somebody unknown leaves', 2, keyChange([], [revoked(people.stranger)])),
  sample('confirm-firmware', 'an image', 1, { imageHash: new Uint8Array(32).fill(0xf0) }),
  sample('confirm-unlawful', 'a long retention', 1, {
    rules: ['LINT_RETENTION_150_DAYS'],
    subject: policyDigest(encodePolicy(samplePolicy)),
  }),
];

/** A body as JSON: byte strings are hexadecimal. */
export function bodyJson(value: unknown): unknown {
  if (value instanceof Uint8Array) return toHex(value);
  if (Array.isArray(value)) return value.map(bodyJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) =>
      one === undefined ? [] : [[key, bodyJson(one)]],
    ),
  );
}
