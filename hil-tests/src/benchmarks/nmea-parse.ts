import { EpochAssembler, generateDay, SentenceGuard } from '@feierabend/firmware-sim';
import { parseNmeaSentence } from 'nmea-simple';

import type { Benchmark } from './benchmark.ts';

const hourS = 3600;
const rounds = 7;

interface Reading {
  readonly sentences: number;
  readonly fixes: number;
}

/** What the guard, the pairing of sentences and exact coordinates cost beside the bare library below them. */
export const nmeaParse: Benchmark = {
  name: 'nmea-parse',
  title: 'one generated hour (with the tunnel) through our parser and through nmea-simple alone',
  run({ now }) {
    const text = generatedHour();
    const bytes = new TextEncoder().encode(text);
    const bare = new BestOf(now, () => readBare(text));
    const ours = new BestOf(now, () => readOurs(bytes));
    // Turn by turn, so that both meet the same moods of the machine.
    for (let round = 0; round < rounds; round += 1) {
      bare.run();
      ours.run();
    }
    return {
      columns: { reader: 'reader', sentences: 'sentences', fixes: 'fixes' },
      rows: [
        { reader: 'nmea-simple alone', ...bare.reading },
        { reader: 'guard and epochs', ...ours.reading },
      ],
      notes: [
        `ratio: time of ours by time of the bare library, best of ${rounds} rounds each; below 1 ours is faster.`,
        'Ours works byte by byte, checks everything, and parses RMC and GGA only; the library gets whole lines and parses all.',
      ],
      host: {
        bareMs: bare.ms,
        oursMs: ours.ms,
        ratio: Math.round((ours.ms / bare.ms) * 100) / 100,
      },
    };
  },
};

/** Times the same work again and again and remembers the fastest. */
class BestOf {
  reading: Reading = { sentences: 0, fixes: 0 };
  ms = Number.POSITIVE_INFINITY;
  readonly #now: () => number;
  readonly #read: () => Reading;

  constructor(now: () => number, read: () => Reading) {
    this.#now = now;
    this.#read = read;
  }

  run(): void {
    const startedMs = this.#now();
    this.reading = this.#read();
    // A clock of whole milliseconds may not have moved.
    this.ms = Math.min(this.ms, Math.max(1, this.#now() - startedMs));
  }
}

/** Half an hour before the tunnel until half an hour after its beginning. */
function generatedHour(): string {
  const { epochs } = generateDay({ seed: 1, date: '2026-11-23', utcOffsetMin: 60 });
  const from = epochs.findIndex(({ position }) => position === undefined) - hourS / 2;
  return epochs
    .slice(from, from + hourS)
    .map(({ text }) => text)
    .join('');
}

function readBare(text: string): Reading {
  let sentences = 0;
  let fixes = 0;
  for (const line of text.split('\r\n')) {
    if (line === '') continue;
    const packet = parseNmeaSentence(line);
    sentences += 1;
    if (packet.sentenceId === 'RMC' && packet.status === 'valid') fixes += 1;
  }
  return { sentences, fixes };
}

function readOurs(bytes: Uint8Array): Reading {
  const guard = new SentenceGuard();
  const assembler = new EpochAssembler();
  for (const sentence of guard.push(bytes)) assembler.push(sentence);
  return { sentences: guard.counts.accepted, fixes: assembler.counts.valid };
}
