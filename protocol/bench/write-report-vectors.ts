// Renews what depends on the batch codec in protocol/vectors/report.json; the records of the
// accepts stay as they are. Run: npx tsx --conditions=@feierabend/source
// protocol/bench/write-report-vectors.ts && npx oxfmt protocol/vectors
import { readFileSync, writeFileSync } from 'node:fs';

import { fromHex, toHex } from '../src/bytes.ts';
import { modelMap } from '../src/report/batch/model-map.ts';
import { startProbabilities } from '../src/report/batch/start-probabilities.ts';
import { encodeBatch } from '../src/report/batch-codec.ts';
import type { ReportStream } from '../src/report/frame.ts';
import type { TrackerRecord } from '../src/report/records.ts';
import { SealingSession } from '../src/report/session.ts';
import { batchRejects } from './report-rejects.ts';

interface Vectors {
  batch: {
    models: { first: Record<string, number>; start: readonly number[] };
    accepts: { name: string; records: TrackerRecord[]; hex: string }[];
    rejects: { name: string; hex: string; code: string }[];
  };
  frames: {
    session: Record<'tenant' | 'device' | 'sessionId' | 'sessionKey' | 'policyDigest', string> & {
      startedS: number;
    };
    accepts: { name: string; stream: ReportStream; plaintext: string; frame: string }[];
    rejects: { frame: string; after: string[] }[];
  };
}

const path = new URL('../vectors/report.json', import.meta.url);
const vectors = JSON.parse(readFileSync(path, 'utf8')) as Vectors;
const bytesOf = (text: string) => fromHex(text) ?? new Uint8Array();

/** What plaintexts hold, by their place in the session; the journal page is no batch. */
const plaintexts: Readonly<Record<number, string>> = {
  0: 'no records',
  1: 'regular fixes cost no time',
  2: 'heartbeat and mileage',
};

function renewBatches(): void {
  const accepts = vectors.batch.accepts.map(({ name, records }) => ({
    name,
    records,
    hex: toHex(encodeBatch(records)),
  }));
  const rejects = batchRejects.map(([name, bytes, code]) => ({ name, hex: toHex(bytes), code }));
  vectors.batch = { models: { first: modelMap, start: startProbabilities }, accepts, rejects };
}

/** Seals the session again, and damages the frames of the rejects in the same bits as before. */
function renewFrames(): void {
  const { session, accepts, rejects } = vectors.frames;
  const sealing = SealingSession.create({
    tenant: session.tenant,
    device: session.device,
    startedS: session.startedS,
    sessionId: bytesOf(session.sessionId),
    sessionKey: bytesOf(session.sessionKey),
    policyDigest: bytesOf(session.policyDigest),
  });
  const old = accepts.map(({ frame }) => bytesOf(frame));
  for (const [i, vector] of accepts.entries()) {
    const batch = vectors.batch.accepts.find(({ name }) => name === plaintexts[i]);
    if (batch !== undefined) vector.plaintext = batch.hex;
    vector.frame = toHex(sealing.seal(vector.stream, bytesOf(vector.plaintext)));
  }
  const renewed = (frame: string) => {
    const bytes = bytesOf(frame);
    const differing = old.map((one) => bytes.filter((byte, i) => byte !== one[i]).length);
    const nearest = differing.findIndex(
      (count, i) => count < 10 && bytes.length === old[i]?.length,
    );
    const now = accepts[nearest];
    if (now === undefined) return frame;
    return toHex(bytesOf(now.frame).map((b, i) => b ^ (bytes[i] ?? 0) ^ (old[nearest]?.[i] ?? 0)));
  };
  for (const vector of rejects) {
    vector.frame = renewed(vector.frame);
    vector.after = vector.after.map(renewed);
  }
}

renewBatches();
renewFrames();
writeFileSync(path, `${JSON.stringify(vectors, null, 2)}\n`);
