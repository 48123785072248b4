// Runs inside the bundle, without Node: golden vectors in, plain texts out, to be compared.
import image from '../vectors/image.json' with { type: 'json' };
import instruction from '../vectors/instruction.json' with { type: 'json' };
import journal from '../vectors/journal.json' with { type: 'json' };
import policy from '../vectors/policy.json' with { type: 'json' };
import report from '../vectors/report.json' with { type: 'json' };
import smp from '../vectors/smp.json' with { type: 'json' };
import { fromHex, toHex } from './bytes.ts';
import { verifyImage } from './image/verify.ts';
import { decodeInstructionBody, encodeInstructionBody } from './instruction/instruction-body.ts';
import type { InstructionKind } from './instruction/instruction.ts';
import { openInstruction } from './instruction/open-instruction.ts';
import type { TrustedKey } from './instruction/operator-key.ts';
import { verifyExport } from './journal/verify-export.ts';
import { decodePolicy, encodePolicy, policyDigest } from './policy/compiled-policy.ts';
import { evaluatePolicy } from './policy/evaluate.ts';
import { decodeBatch, encodeBatch } from './report/batch-codec.ts';
import { SessionReader } from './report/session-reader.ts';
import type { ReportStream } from './report/frame.ts';
import type { Result } from './result.ts';
import { ConsoleDeframer } from './smp/framing/console-deframer.ts';

const hex = (text: string) => fromHex(text) ?? new Uint8Array();
const said = <T>(read: Result<T>, of: (value: T) => string) =>
  read.ok ? of(read.value) : read.fault.code;

function frames(): readonly string[] {
  const { keys, session, accepts } = report.frames;
  const reader = new SessionReader({
    recipientPrivateKey: hex(keys.recipientPrivateKey),
    recipientKeyId: hex(keys.recipientKeyId),
    devicePublicKey: () => hex(keys.devicePublicKey),
  });
  const from = { tenant: session.tenant, device: session.device };
  const announced = { ...from, stream: 'report' } as const;
  return [
    said(reader.open(hex(session.frame), announced), ({ kind }) => kind),
    ...accepts.map(({ frame, stream }) =>
      said(reader.open(hex(frame), { ...from, stream: stream as ReportStream }), (opened) =>
        opened.kind === 'sealed' ? toHex(opened.plaintext) : opened.kind,
      ),
    ),
  ];
}

function policies(): readonly string[] {
  return [...policy.accepts, ...policy.rejects].map(({ bytes }) =>
    said(decodePolicy(hex(bytes)), (read) => {
      const verdicts = Array.from({ length: 50 }, (_, i) =>
        evaluatePolicy(read, read.validFromS + i * 40_000),
      );
      const digest = toHex(policyDigest(hex(bytes)));
      return `${toHex(encodePolicy(read))} ${digest} ${JSON.stringify(verdicts)}`;
    }),
  );
}

function instructions(): readonly string[] {
  const keys = instruction.context.keys.map(
    (key) => ({ ...key, publicKey: hex(key.publicKey) }) as TrustedKey,
  );
  return [...instruction.accepts, ...instruction.rejects].map(({ bytes }) =>
    said(openInstruction(hex(bytes), { ...instruction.context, keys }), ({ digest }) =>
      toHex(digest),
    ),
  );
}

/** What this code makes of the vectors, kind by kind. */
export function runVectors(): string {
  const { accepts, rejects } = instruction.bodies;
  return JSON.stringify({
    batches: [...report.batch.accepts, ...report.batch.rejects].map((one) =>
      said(decodeBatch(hex(one.hex)), (records) => toHex(encodeBatch(records))),
    ),
    frames: frames(),
    policies: policies(),
    instructions: instructions(),
    bodies: [...accepts, ...rejects].map(({ bytes, kind }) =>
      said(decodeInstructionBody(kind as InstructionKind, hex(bytes)), (body) =>
        toHex(encodeInstructionBody(kind as InstructionKind, body)),
      ),
    ),
    images: [...image.accept, ...image.acceptP256, ...image.reject].map((one) =>
      said(verifyImage(hex(one.image), { publicKeys: [hex(image.publicKey)] }), ({ hash }) =>
        toHex(hash),
      ),
    ),
    smp: [...smp.frames.accepts, ...smp.frames.rejects].map(({ wire }) =>
      new ConsoleDeframer({ messageBytesMax: 16_384 }).push(hex(wire)).map(toHex),
    ),
    journal: [...journal.exports.accepts, ...journal.exports.rejects].map(({ bytes }) =>
      said(verifyExport(hex(bytes), hex(journal.publicKey)), ({ head }) => toHex(head.head)),
    ),
  });
}
