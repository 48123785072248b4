import { encodeBatch, SealingSession, type TrackerRecord } from '@feierabend/protocol';

import { FrameCodec } from '../src/core/report/stored-frame.ts';
import { FlashLog } from '../src/core/storage/flash-log.ts';
import { eraseBlockBytes, flashBytes, flashMap } from '../src/core/storage/flash-map.ts';
import { nmeaChecksum } from '../src/gnss/checksum.ts';
import { EpochAssembler } from '../src/gnss/epoch.ts';
import { SentenceGuard } from '../src/gnss/sentence-guard.ts';
import { nativeCrypto } from '../src/hardware/native-crypto.ts';
import { NorFlash } from '../src/hardware/nor-flash.ts';
import { cpuSeconds } from './reference.ts';

const rounds = 5;
const timesPerRound = 20_000;

export interface Cost {
  readonly what: string;
  readonly ns: number;
  /** Part of another one. */
  readonly isAside: boolean;
}

/** What the work would cost if nothing else had to be done, however well that was done. */
export function floorNs(costs: readonly Cost[]): number {
  return costs.reduce((sum, { ns, isAside }) => sum + (isAside ? 0 : ns), 0);
}

/** The best of a few rounds: what the work costs when nothing else has the caches. In a life it is more. */
async function cost(what: string, work: (index: number) => unknown): Promise<Cost> {
  let bestS = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) {
    const s = await cpuSeconds(() => {
      for (let i = 0; i < timesPerRound; i += 1) work(i);
    });
    bestS = Math.min(bestS, s);
  }
  const isAside = what.startsWith('of that');
  return { what, ns: Math.round((bestS / timesPerRound) * 1e9), isAside };
}

function fixAt(index: number): TrackerRecord {
  const timeS = 1_772_350_000 + index * 60;
  const place = { latitudeE5: 4_837_000 + (index % 900), longitudeE5: 1_090_000 + (index % 700) };
  return { kind: 'fix', timeS, ...place, speedKmh: 40 };
}

/** What one fix costs on its way into flash, and what the chip's own arithmetic would cost alone. */
export async function fixCosts(): Promise<readonly Cost[]> {
  const session = SealingSession.create({
    tenant: 'bench',
    device: 'tracker-1',
    sessionId: new Uint8Array(8),
    sessionKey: new Uint8Array(16).fill(7),
    policyDigest: new Uint8Array(32),
    startedS: 1_772_350_000,
  });
  const plaintext = encodeBatch([fixAt(0)]);
  const frame = session.stage(plaintext);
  const codec = new FrameCodec(new Uint8Array(32));
  const span = { kind: 'records', positions: true, fromS: 1, untilS: 1 } as const;
  const entry = { ...span, policyDigest: new Uint8Array(32), frame };
  const stored = codec.encode(entry);
  const log = new FlashLog(
    new NorFlash({ sizeBytes: flashBytes, eraseBlockBytes }),
    flashMap.staging,
  );
  const key = new Uint8Array(16).fill(7);
  const [gcm, mac] = [nativeCrypto.aesGcmKey(key), nativeCrypto.hmacSha256Key(key)];
  const message = {
    nonce: new Uint8Array(12),
    aad: new Uint8Array(25),
    plaintext: new Uint8Array(24),
  };
  return [
    await cost('code the record', (i) => encodeBatch([fixAt(i)])),
    await cost('pad and seal it (AES-128-GCM)', () => session.stage(plaintext)),
    await cost('authenticate what lies beside it (HMAC-SHA256)', () => codec.encode(entry)),
    await cost('append it to flash and read it back', () => {
      const sequence = log.append(stored) ?? 0;
      if (sequence % 15 === 14) log.freeUntil(sequence);
    }),
    await cost('of that: AES-128-GCM alone', () => gcm.encrypt(message)),
    await cost('of that: HMAC-SHA256 alone', () => mac(stored)),
  ];
}

/** What one second of NMEA text costs before the firmware thinks about it, and what its checksums alone would cost. */
export async function epochCosts(text: Uint8Array): Promise<readonly Cost[]> {
  const guard = new SentenceGuard();
  const epochs = new EpochAssembler();
  const sentences = new TextDecoder().decode(text).split('\r\n').slice(0, -1);
  const bodies = sentences.map((sentence) => sentence.slice(1, -3));
  return [
    await cost('find, check and read the sentences, and join them', () => {
      for (const sentence of guard.push(text)) epochs.push(sentence);
    }),
    await cost('of that: their checksums alone', () => {
      for (const body of bodies) nmeaChecksum(body);
    }),
  ];
}
