import { quickSentence } from './quick-sentence.ts';
import { readSentence, type GuardedSentence, type SentenceFault } from './sentence.ts';

/**
 * Why something was not taken:
 * - `checksum`: the checksum does not fit; `no-checksum`: there is none where one is required;
 * - `malformed`: characters or an address that NMEA 0183 does not have; `empty`: nothing after `$`;
 * - `torn`: cut off by the next `$`, in its checksum by a line end, or by the end of the stream;
 * - `overlong`: no end within the limit; `noise`: a line with no `$` in it.
 */
export type SkipReason = SentenceFault | 'torn' | 'overlong' | 'noise';

export interface GuardCounts {
  readonly accepted: number;
  readonly skipped: Readonly<Record<SkipReason, number>>;
}

/**
 * What becomes of a sentence without a checksum, as old receivers write them:
 * - `required`: it is refused;
 * - `learned`: ten of them are refused, and then they are taken, unless a sentence with a checksum has come: from then on
 *   they are refused for good, because then only a torn sentence has none;
 * - `optional`: it is taken, which is for files that somebody has looked at.
 */
export type ChecksumRule = 'required' | 'learned' | 'optional';

export interface SentenceGuardOptions {
  /** The default is to require one. */
  readonly checksums?: ChecksumRule;
  /** NMEA 0183 allows 82 characters, and receivers exceed it; 255 is the default. */
  readonly sentenceBytesMax?: number;
}

const DOLLAR = 0x24;
const STAR = 0x2a;
const LF = 0x0a;
const CR = 0x0d;
const CHECKSUM_DIGITS = 2;
/** More than a receiver with checksums tears before its first whole sentence. */
const LEARNING_SENTENCES = 10;

const ASCII = new TextDecoder('latin1');

/**
 * Finds the sound sentences in the bytes of a receiver. Byte by byte, so any chunking gives the
 * same sentences; every `$` begins anew, so garbage costs no sentence that follows it; and memory
 * is one sentence.
 */
export class SentenceGuard {
  readonly #checksums: ChecksumRule;
  readonly #buffer: Uint8Array;
  readonly #skipped: Record<SkipReason, number> = {
    checksum: 0,
    'no-checksum': 0,
    malformed: 0,
    empty: 0,
    torn: 0,
    overlong: 0,
    noise: 0,
  };
  #accepted = 0;
  #everHadChecksum = false;
  /** Bytes of the sentence being read; 0 while looking for `$`. */
  #length = 0;
  /** Bytes after and with `*`; 0 before it. */
  #checksumLength = 0;
  #lineHasDollar = false;
  #lineHasNoise = false;

  constructor(options: SentenceGuardOptions = {}) {
    this.#checksums = options.checksums ?? 'required';
    this.#buffer = new Uint8Array(options.sentenceBytesMax ?? 255);
  }

  get counts(): GuardCounts {
    return { accepted: this.#accepted, skipped: { ...this.#skipped } };
  }

  /** Takes bytes as they come, and for good, and gives the sentences that they complete. */
  push(bytes: Uint8Array): GuardedSentence[] {
    const sentences: GuardedSentence[] = [];
    for (let at = 0; at < bytes.length;) {
      const byte = bytes[at] ?? 0;
      const isStart = byte === DOLLAR && this.#length === 0;
      const quick = isStart ? quickSentence(bytes, at, this.#buffer.length) : undefined;
      if (quick === undefined) {
        at += 1;
        const sentence = this.#pushByte(byte);
        if (sentence !== undefined) sentences.push(sentence);
      } else {
        at = quick.until;
        this.#lineHasDollar = true;
        this.#everHadChecksum = true;
        this.#accepted += 1;
        sentences.push(quick.sentence);
      }
    }
    return sentences;
  }

  /** The stream has ended: what is left over is complete only where a checksum may be missing. */
  end(): GuardedSentence[] {
    const sentence = this.#endLine(true);
    return sentence === undefined ? [] : [sentence];
  }

  #pushByte(byte: number): GuardedSentence | undefined {
    if (byte === LF || byte === CR) return this.#endLine(false);
    if (byte === DOLLAR) {
      if (this.#length > 0) this.#skip('torn');
      this.#lineHasDollar = true;
      this.#buffer[0] = byte;
      this.#length = 1;
      this.#checksumLength = 0;
      return undefined;
    }
    if (this.#length === 0) {
      if (byte > 0x20) this.#lineHasNoise = true;
      return undefined;
    }
    if (byte < 0x20 || byte > 0x7e) return this.#skip('malformed');
    if (this.#length === this.#buffer.length) return this.#skip('overlong');
    this.#buffer[this.#length] = byte;
    this.#length += 1;
    if (byte === STAR || this.#checksumLength > 0) this.#checksumLength += 1;
    return this.#checksumLength > CHECKSUM_DIGITS ? this.#complete() : undefined;
  }

  #endLine(isEnd: boolean): GuardedSentence | undefined {
    const isNoise = this.#lineHasNoise && !this.#lineHasDollar;
    this.#lineHasNoise = false;
    this.#lineHasDollar = false;
    if (isNoise) this.#skip('noise');
    if (this.#length === 0) return undefined;
    const isTorn = this.#checksumLength > 0 || (isEnd && this.#isChecksumRequired);
    return isTorn ? this.#skip('torn') : this.#complete();
  }

  #complete(): GuardedSentence | undefined {
    const raw = ASCII.decode(this.#buffer.subarray(0, this.#length));
    const read = readSentence(raw, { checksumRequired: this.#isChecksumRequired });
    this.#everHadChecksum ||= this.#checksumLength > 0 && read !== 'malformed';
    if (typeof read === 'string') return this.#skip(read);
    this.#length = 0;
    this.#accepted += 1;
    return read;
  }

  get #isChecksumRequired(): boolean {
    if (this.#checksums !== 'learned') return this.#checksums === 'required';
    return this.#everHadChecksum || this.#skipped['no-checksum'] < LEARNING_SENTENCES;
  }

  #skip(reason: SkipReason): undefined {
    this.#skipped[reason] += 1;
    this.#length = 0;
    return undefined;
  }
}
