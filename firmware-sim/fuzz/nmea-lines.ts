import type { Dice } from '../../protocol/fuzz/dice.ts';
import type { FuzzTarget } from '../../protocol/fuzz/target.ts';
import { sealSentence } from '../src/gnss/checksum.ts';
import { EpochAssembler, type GnssEpoch } from '../src/gnss/epoch.ts';
import { SentenceGuard } from '../src/gnss/sentence-guard.ts';

const latin1 = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0) & 0xff);

const golden = [
  'GPRMC,083559.00,A,4807.0380,N,01131.0000,E,022.4,084.4,230394,003.1,W',
  'GNRMC,235959.50,V,,,,,,,311299,,,N',
  'GPGGA,083559.00,4807.0380,N,01131.0000,E,1,08,0.9,545.4,M,46.9,M,,',
  'GPGSV,3,1,11,03,03,111,00,04,15,270,00,06,01,010,00,13,06,292,00',
  'PUBX,00,081350.00',
  'GPGGA,,,,,,0,,,,,,,,',
].map((body) => `${sealSentence(body)}\r\n`);

/** Lines of a receiver, with a fix or without one, the RMC of a second beside its GGA. */
function growLines(dice: Dice): Uint8Array {
  const two = (max: number) => String(dice.below(max)).padStart(2, '0');
  const lines = Array.from({ length: 1 + dice.small(6) }, () => {
    const time = `${two(24)}${two(60)}${two(60)}.${two(100)}`;
    const date = `${two(32)}${two(13)}${two(100)}`;
    const place = `${two(91)}${two(60)}.${two(100)},N,0${two(100)}${two(60)}.${two(100)},E`;
    const fix = dice.chance(80) ? 'A' : 'V';
    const rmc = `GPRMC,${time},${fix},${place},${two(99)}.${two(10)},${two(99)}.0,${date},,`;
    const gga = `GPGGA,${time},${place},${dice.below(3)},${two(20)},1.${two(99)},${two(99)}.0,M,,M,,`;
    return [dice.pick([rmc, gga]), gga, rmc].map((body) => `${sealSentence(body)}\r\n`).join('');
  });
  return latin1(lines.join(''));
}

interface Heard {
  readonly sentences: number;
  readonly epochs: readonly GnssEpoch[];
}

function listen(chunks: readonly Uint8Array[]): Heard {
  const guard = new SentenceGuard();
  const assembler = new EpochAssembler();
  const sentences = [...chunks.flatMap((chunk) => guard.push(chunk)), ...guard.end()];
  const epochs = [...sentences.map((one) => assembler.push(one)), assembler.flush()];
  return { sentences: sentences.length, epochs: epochs.filter((epoch) => epoch !== undefined) };
}

function checkEpoch({ timeMs, valid, position }: GnssEpoch): void {
  const isPlace =
    position === undefined ||
    (Math.abs(position.latitudeE7) <= 900_000_000 &&
      Math.abs(position.longitudeE7) <= 1_800_000_000);
  if (!Number.isSafeInteger(timeMs) || valid !== (position !== undefined) || !isPlace) {
    throw new TypeError('it made an epoch that no receiver means');
  }
}

const repeated = (line: string) => (bytes: number) =>
  latin1(line.repeat(Math.ceil(bytes / line.length)));

/** What a receiver sends, down to epochs. Nothing is thrown, and chunks make no difference. */
export const nmeaLines: FuzzTarget = {
  name: 'NMEA lines',
  corpus: [...golden.map(latin1), latin1(golden.join(''))],
  run(input, dice) {
    const cut = dice.below(input.length + 1);
    const heard = listen([input]);
    const pieces = listen([input.subarray(0, cut), input.subarray(cut)]);
    if (JSON.stringify(pieces) !== JSON.stringify(heard)) {
      throw new TypeError(`it reads something else when it is cut at ${cut}`);
    }
    heard.epochs.forEach(checkEpoch);
    return { accepted: heard.sentences > 0, output: heard };
  },
  grow: growLines,
  /** The checksum fits, whatever is in front of it. */
  dress(input) {
    const body = Array.from(input.subarray(0, 100), (byte) =>
      String.fromCharCode(0x20 + (byte % 0x5f)),
    );
    return latin1(`${sealSentence(body.join('').replaceAll(/[$*]/gu, ','))}\r\n`);
  },
  shapes: {
    lines: repeated(golden.join('')),
    dollars: repeated('$'),
    'no line end': repeated('x'),
    commas: (bytes) => latin1(`$GPRMC${','.repeat(bytes)}\r\n`),
  },
};
