import { concatBytes } from '../../src/bytes.ts';
import { encodeCbor } from '../../src/cbor.ts';
import {
  decodeRevocationList,
  encodeRevocationList,
} from '../../src/instruction/key/revocation-list.ts';
import {
  decodeCoseSign1,
  encodeCoseSign1,
  signCose,
  verifyCose,
} from '../../src/instruction/cose-sign1.ts';
import {
  decodeInstructionBody,
  encodeInstructionBody,
  requiredSignatures,
} from '../../src/instruction/instruction-body.ts';
import {
  decodeInstruction,
  encodeInstruction,
  instructionKinds,
} from '../../src/instruction/instruction.ts';
import { openInstruction } from '../../src/instruction/open-instruction.ts';
import { people } from '../../src/instruction/sample-instruction.suite.ts';
import { corpora, hex } from '../corpus.ts';
import { fuzzedDevice, growBody, growPayload, growSigned } from '../grown/instruction.ts';
import type { FuzzTarget } from '../target.ts';

const { admin } = people;
const signingKey = { keyId: hex(admin.keyId), privateKey: admin.privateKey };
const payloads = corpora.instructions.flatMap((bytes) => {
  const read = decodeCoseSign1(bytes);
  return read.ok ? [read.value.payload] : [];
});

const signed = (bytes: number, piece: number) =>
  encodeCoseSign1(signCose(new Uint8Array(bytes).fill(piece), signingKey));

export const coseSign1: FuzzTarget = {
  name: 'COSE_Sign1',
  corpus: corpora.instructions,
  run(input) {
    const read = decodeCoseSign1(input);
    if (!read.ok) return { accepted: false, output: read };
    const again = encodeCoseSign1(read.value);
    verifyCose(read.value, admin.publicKey);
    return { accepted: true, output: read.value, again };
  },
  dress: (input, dice) =>
    concatBytes(
      Uint8Array.of(0x84, 0x4d),
      hex('a20127044834750f98bd59fcfc'),
      dice.chance(50)
        ? Uint8Array.of(0xa0)
        : encodeCbor(new Map([[11, [input, new Map(), input]]])),
      encodeCbor(input),
      encodeCbor(dice.bytes(64)),
    ),
  shapes: {
    'long payload': (bytes) => signed(bytes, 0),
    'nested payload': (bytes) => signed(bytes, 0x81),
  },
};

/** What a device does with an instruction; half of the inputs are signed by somebody it trusts. */
export const openedInstruction: FuzzTarget = {
  name: 'instruction',
  corpus: [...corpora.instructions, ...payloads],
  run(input) {
    const opened = openInstruction(input, fuzzedDevice);
    return { accepted: opened.ok, output: opened };
  },
  grow: growSigned,
  dress: (input) => encodeCoseSign1(signCose(input, signingKey)),
};

export const instructionPayload: FuzzTarget = {
  name: 'instruction payload',
  corpus: payloads,
  grow: growPayload,
  run(input) {
    const read = decodeInstruction(input);
    if (!read.ok) return { accepted: false, output: read };
    return { accepted: true, output: read.value, again: encodeInstruction(read.value) };
  },
};

export const instructionBody: FuzzTarget = {
  name: 'instruction bodies',
  corpus: corpora.bodies,
  grow: growBody,
  run(input) {
    let accepted = false;
    for (const kind of instructionKinds) {
      requiredSignatures({ kind, body: input });
      const read = decodeInstructionBody(kind, input);
      if (!read.ok) continue;
      accepted = true;
      const again = encodeInstructionBody(kind, read.value);
      if (again.join() !== input.join()) return { accepted, output: read.value, again };
    }
    return { accepted };
  },
};

export const revocationList: FuzzTarget = {
  name: 'revocation list',
  corpus: corpora.revocationLists,
  run(input) {
    const read = decodeRevocationList(input);
    if (!read.ok) return { accepted: false, output: read };
    return { accepted: true, output: read.value, again: encodeRevocationList(read.value) };
  },
};
