import { nmeaChecksum, sealSentence } from './checksum.ts';
import type { GgaReading, RmcReading } from './readings.ts';

/** A sentence whose checksum was right. */
export interface GuardedSentence {
  /** As it came, from `$` to the checksum, without a line end. */
  readonly raw: string;
  /** Normalised: upper case, with a checksum. What a parser gets. */
  readonly text: string;
  /** Two letters (`GP`, `GN`, …), or `P` for a maker's own sentence. */
  readonly talker: string;
  /** What the sentence is, without its talker: `RMC`, `GGA`, `UBX`, … */
  readonly type: string;
  /** Fields numbered as in NMEA 0183; `fields[0]` is the address. */
  readonly fields: readonly string[];
  /** What it says, where that was read already. */
  readonly rmc?: RmcReading | undefined;
  readonly gga?: GgaReading | undefined;
}

export type SentenceFault = 'checksum' | 'no-checksum' | 'malformed' | 'empty';

/** NMEA 0183, 5.3.3: talker and formatter, or `P` with the maker's mnemonic. */
const ADDRESS = /^(?:P[A-Z0-9]{3,}|[A-Z]{2}[A-Z0-9]{3})$/u;

const CHECKSUM = /^[0-9A-Fa-f]{2}$/u;

/** Checks one sentence, from `$` to its checksum and without a line end. */
export function readSentence(
  raw: string,
  options: { readonly checksumRequired: boolean },
): GuardedSentence | SentenceFault {
  const star = raw.indexOf('*');
  const body = star < 0 ? raw.slice(1).trimEnd() : raw.slice(1, star);
  if (body.trim() === '') return 'empty';
  if (star < 0) {
    if (options.checksumRequired) return 'no-checksum';
  } else {
    const sum = raw.slice(star + 1);
    if (!CHECKSUM.test(sum)) return 'malformed';
    if (Number.parseInt(sum, 16) !== nmeaChecksum(body)) return 'checksum';
  }
  const normalised = body.toUpperCase();
  const isNormal = normalised === body && star >= 0 && !/[a-f]/u.test(raw.slice(star));
  const fields = normalised.split(',');
  const address = fields[0] ?? '';
  if (!ADDRESS.test(address)) return 'malformed';
  // An address in `P` is a maker's own (NMEA 0183, 5.3.3.3): no talker begins with that letter.
  const talkerLength = address.startsWith('P') ? 1 : 2;
  return {
    raw: raw.trimEnd(),
    text: isNormal ? raw : sealSentence(normalised),
    talker: address.slice(0, talkerLength),
    type: address.slice(talkerLength),
    fields,
  };
}
