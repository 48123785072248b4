import { gcm } from '@noble/ciphers/aes.js';

import { concatBytes } from '../../src/bytes.ts';
import { batchRecordsMax, decodeBatch, encodeBatch } from '../../src/report/batch-codec.ts';
import { frameAad, SealedHeader, sealNonce } from '../../src/report/frame.ts';
import { decodeCorrection, encodeCorrection } from '../../src/report/correction.ts';
import { padToStep, unpad } from '../../src/report/padding.ts';
import type { TrackerRecord } from '../../src/report/records.ts';
import { SessionReader } from '../../src/report/session-reader.ts';
import corrections from '../../vectors/correction.json' with { type: 'json' };
import vectors from '../../vectors/report.json' with { type: 'json' };
import { corpora, hex } from '../corpus.ts';
import { growRecords } from '../grown/records.ts';
import { Dice } from '../dice.ts';
import type { FuzzTarget } from '../target.ts';

/** A record of seven named numbers takes up to this in the measure of `output-bytes.ts`. */
const recordBytesMax = 320;

/** What a batch begins with, so that what follows reaches the range decoder. */
const batchHead = encodeBatch([{ kind: 'heartbeat', timeS: 0, batteryMillivolts: 0 }]).subarray(
  0,
  1,
);
const headed = (bytes: number, filler: number) =>
  concatBytes(batchHead, new Uint8Array(bytes).fill(filler));

export const reportBatch: FuzzTarget = {
  name: 'report batch',
  corpus: [
    ...corpora.batches,
    ...vectors.batch.accepts.map(({ records }) => encodeBatch(records as TrackerRecord[])),
  ],
  grow: (dice) => encodeBatch(growRecords(dice)),
  // Records of one kind cost next to nothing behind a coder that has learnt them: the limit counts.
  outputBytesMax: () => 4096 + recordBytesMax * batchRecordsMax,
  run(input) {
    const read = decodeBatch(input);
    if (!read.ok) return { accepted: false, output: read };
    return { accepted: true, output: read.value, again: encodeBatch(read.value) };
  },
  shapes: {
    zeros: (bytes) => headed(bytes, 0x00),
    ones: (bytes) => headed(bytes, 0xff),
    noise: (bytes) => concatBytes(batchHead, new Dice(1).bytes(bytes)),
    drive: (bytes) =>
      encodeBatch(
        Array.from({ length: bytes / 16 }, (_, i) => ({
          kind: 'fix',
          timeS: 1_790_000_000 + 30 * i,
          latitudeE5: 4_813_700 + 37 * i + ((i * i) % 11),
          longitudeE5: 1_157_500 + 21 * i + ((i * 7) % 13),
        })),
      ),
  },
};

export const correction: FuzzTarget = {
  name: 'correction',
  corpus: corrections.accepts.map(({ bytes }) => hex(bytes)),
  run(input) {
    const read = decodeCorrection(input);
    if (!read.ok) return { accepted: false, output: read };
    return { accepted: true, output: read.value, again: encodeCorrection(read.value) };
  },
};

export const padding: FuzzTarget = {
  name: 'padding',
  corpus: vectors.padding.accepts.map(({ padded }) => hex(padded)),
  run(input) {
    const read = unpad(input);
    return { accepted: read.ok, output: read };
  },
  dress: (input) => padToStep(input.slice(0, 1800)),
  shapes: {
    zeros: (bytes) => new Uint8Array(bytes),
    ones: (bytes) => new Uint8Array(bytes).fill(1),
  },
};

const { keys, session } = vectors.frames;
const owner = { tenant: session.tenant, device: session.device };
const key = hex(session.sessionKey);

const recipient = {
  recipientPrivateKey: hex(keys.recipientPrivateKey),
  recipientKeyId: hex(keys.recipientKeyId),
  devicePublicKey: () => hex(keys.devicePublicKey),
};

function newReader(): SessionReader {
  const reader = new SessionReader(recipient);
  reader.open(hex(session.frame), { ...owner, stream: 'report' });
  return reader;
}

/** A frame of the announced session. */
function sealedAs(content: Uint8Array, counter: number): Uint8Array {
  const header = SealedHeader.encode({
    sessionTag: hex(session.sessionId).subarray(0, 4),
    counter,
  });
  const cipher = gcm(key, sealNonce('report', counter), frameAad(owner, header));
  return concatBytes(header, cipher.encrypt(content));
}

/** One for all inputs: nothing that does not open may change what it knows. */
let shared: SessionReader | undefined;

export const sealedFrame: FuzzTarget = {
  name: 'session and sealed frames',
  // What opens the announced session costs two multiplications on the curve.
  corpus: corpora.frames,
  run(input, dice) {
    shared ??= newReader();
    const opened = shared.open(input, {
      ...owner,
      stream: dice.pick(['report', 'event'] as const),
    });
    if (!opened.ok || opened.value.kind === 'session')
      return { accepted: opened.ok, output: opened };
    return { accepted: true, output: [opened.value, decodeBatch(opened.value.plaintext)] };
  },
  outputBytesMax: (inputBytes) => 8192 + 4 * inputBytes + recordBytesMax * batchRecordsMax,
  grow: (dice) => sealedAs(padToStep(encodeBatch(growRecords(dice))), dice.word()),
  /** A frame of the announced session with anything in it. */
  dress: (input, dice) => {
    const content = dice.chance(50) ? padToStep(input.slice(0, 1800)) : input;
    return sealedAs(content, dice.word());
  },
  shapes: {
    'long frame': (bytes) => concatBytes(hex('025152535400000000'), new Uint8Array(bytes)),
  },
};

/** What a recipient wrote down after frames with these counters. */
function stateAfter(counters: readonly number[]): Uint8Array {
  const reader = newReader();
  const content = padToStep(new Uint8Array());
  for (const counter of counters) {
    reader.open(sealedAs(content, counter), { ...owner, stream: 'report' });
  }
  return reader.state();
}

export const readerState: FuzzTarget = {
  name: 'memory of a recipient',
  corpus: [new SessionReader(recipient).state(), stateAfter([]), stateAfter([0, 1, 5, 9])],
  run(input) {
    const read = SessionReader.resume(recipient, input);
    if (!read.ok) return { accepted: false, output: read };
    return { accepted: true, again: read.value.state() };
  },
  grow: (dice) => stateAfter(Array.from({ length: dice.below(12) }, () => dice.word() % 40)),
};
