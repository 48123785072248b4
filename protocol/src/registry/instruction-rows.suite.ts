import cose from '../../vectors/cose.json' with { type: 'json' };
import vectors from '../../vectors/instruction.json' with { type: 'json' };
import { bodyKinds } from '../instruction/instruction-body.ts';
import {
  InstructionMap,
  instructionKinds,
  instructionLimits,
  type InstructionKind,
} from '../instruction/instruction.ts';
import { RevocationListMap, RevokedKeyMap } from '../instruction/key/revocation-list.ts';
import { stringBounds, type SizeBounds } from '../schema/size-bounds.ts';
import { bytesOf, namesOf, within, type MessageRow } from './message-row.suite.ts';

const page = 'instruction.md';
const { bytesMax, bodyBytesMax } = instructionLimits;
const test = 'instruction/instruction-vectors.test.ts';

/** Array of protected header (algorithm and key id), nothing unprotected, payload, signature. */
function coseBounds(payloadBytesMin: number): SizeBounds {
  const parts = [13, payloadBytesMin, 64].map((bytes) => stringBounds(bytes, bytes).sizeBytesMin);
  return { sizeBytesMin: parts.reduce((sum, bytes) => sum + bytes, 2), sizeBytesMax: bytesMax };
}

/** The body of kind `policy` is the compiled policy, which has a row of its own. */
function bodyRow(kind: Exclude<InstructionKind, 'policy'>): MessageRow {
  const [map, ...parts] = bodyKinds[kind].maps;
  if (map === undefined) throw new TypeError(`${kind} has no layout`);
  return {
    name: `Body of \`${kind}\``,
    page,
    bounds: within(map.bounds, bodyBytesMax),
    exports: [],
    layouts: namesOf([map, ...parts]),
    vectors: {
      file: 'instruction.json',
      path: 'bodies',
      accepts: bytesOf(vectors.bodies.accepts.filter((one) => one.kind === kind)),
      rejectCount: vectors.bodies.rejects.filter((one) => one.kind === kind).length,
      test,
    },
  };
}

export const instructionRows: readonly MessageRow[] = [
  {
    name: 'COSE_Sign1',
    page,
    bounds: coseBounds(0),
    exports: [
      'encodeCoseSign1',
      'decodeCoseSign1',
      'signCose',
      'verifyCose',
      'countersignCose',
      'countersignStructure',
      'verifyCountersignature',
      'encodeProtectedHeader',
      'readProtectedHeader',
    ],
    layouts: [],
    vectors: {
      file: 'cose.json',
      path: 'messages, examples',
      accepts: cose.messages.map(({ message }) => message),
      rejectCount: cose.examples.filter(({ refusedBecause }) => refusedBecause.length > 0).length,
      test: 'instruction/cose/cose-vectors.test.ts',
    },
  },
  {
    name: 'Signed instruction',
    page,
    bounds: coseBounds(InstructionMap.bounds.sizeBytesMin),
    exports: [
      'signInstruction',
      'countersignInstruction',
      'openInstruction',
      'encodeInstruction',
      'decodeInstruction',
    ],
    layouts: namesOf([InstructionMap]),
    vectors: {
      file: 'instruction.json',
      path: 'accepts, rejects',
      accepts: bytesOf(vectors.accepts),
      rejectCount: vectors.rejects.length,
      test,
    },
  },
  ...instructionKinds.filter((kind) => kind !== 'policy').map(bodyRow),
  {
    name: 'Revocation list',
    page,
    bounds: RevocationListMap.bounds,
    exports: ['encodeRevocationList', 'decodeRevocationList'],
    layouts: namesOf([RevocationListMap, RevokedKeyMap]),
    vectors: {
      file: 'instruction.json',
      path: 'revocationList',
      accepts: [vectors.revocationList.bytes],
      rejectCount: vectors.revocationList.rejects.length,
      test,
    },
  },
];
