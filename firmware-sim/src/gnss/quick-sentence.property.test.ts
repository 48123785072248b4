import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { sealSentence } from './checksum.ts';
import { readGga } from './gga.ts';
import { quickSentence } from './quick-sentence.ts';
import { readRmc } from './rmc.ts';
import { readSentence } from './sentence.ts';

/** The usual form of a field, or something near it. */
const near = (usual: RegExp, ...others: string[]) =>
  fc.oneof(
    { weight: 40, arbitrary: fc.stringMatching(usual) },
    { weight: 1, arbitrary: fc.constantFrom('', '-', '.', '1.', '-0.0', '1e3', 'A', ...others) },
  );

const time = near(
  /^([01][0-9]|2[0-3])[0-5][0-9][0-5][0-9](\.[0-9]{0,4})?$/u,
  '235960.00',
  '246000',
);
const latitude = near(
  /^[0-8][0-9][0-5][0-9]\.[0-9]{0,9}$/u,
  '9000.0000',
  '4860.0',
  '4810',
  '4810.0123456789',
);
const longitude = near(/^(0[0-9]{2}|1[0-8][0-9])[0-5][0-9]\.[0-9]{0,9}$/u, '18000.0', '01160.0');
const number = near(/^[0-9]{1,3}(\.[0-9]{0,4})?$/u, '12abc', '1000.1', '360', '00012.5');
const small = near(/^[0-9]{1,2}$/u, '4.5', '100', '-1');
const letter = (...usual: string[]) =>
  fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(...usual) },
    { weight: 1, arbitrary: fc.constantFrom('', 'E', 'N', 'V', 'XX') },
  );

const rmc = fc
  .tuple(
    fc.constantFrom('GPRMC', 'GNRMC', 'PXRMC'),
    time,
    letter('A'),
    latitude,
    letter('N', 'S'),
    longitude,
    letter('E', 'W'),
    number,
    number,
    near(/^(0[1-9]|[12][0-9])(0[1-9]|1[0-2])[0-9]{2}$/u, '310226', '000000'),
    number,
    letter('E', 'W'),
    letter('A', 'D'),
  )
  .chain((fields) =>
    fc.constantFrom(8, 9, 10, 12, 13, 13, 13).map((count) => [...fields].slice(0, count)),
  );

const gga = fc
  .tuple(
    fc.constantFrom('GPGGA', 'GNGGA'),
    time,
    latitude,
    letter('N'),
    longitude,
    letter('E'),
    letter('1', '2', '9'),
    small,
    near(/^[0-9]{1,2}\.[0-9]$/u),
    near(/^-?[0-9]{1,4}\.[0-9]$/u),
    fc.constant('M'),
  )
  .chain((fields) =>
    fc.constantFrom(7, 9, 10, 11, 11, 11).map((count) => [...fields].slice(0, count)),
  );

const bytesOf = (text: string) => new TextEncoder().encode(text);

describe('a sentence in its usual form, read out of its bytes', () => {
  test.each([
    ['RMC', rmc],
    ['GGA', gga],
  ] as const)('says what the whole reading of %s says', (_type, sentences) => {
    let quick = 0;
    fc.assert(
      fc.property(sentences, fc.nat({ max: 5 }), (fields, before) => {
        const raw = sealSentence(fields.join(','));
        const whole = readSentence(raw, { checksumRequired: true });
        const bytes = bytesOf(`${'x'.repeat(before)}${raw}\r\n`);
        const found = quickSentence(bytes, before, 255);
        if (found === undefined || typeof whole === 'string') return;
        const { sentence, until } = found;
        expect(until).toBe(before + raw.length);
        const { text, talker, type, fields: parts } = sentence;
        expect({ raw: sentence.raw, text, talker, type, fields: parts }).toEqual(whole);
        if (sentence.rmc === undefined && sentence.gga === undefined) return;
        quick += 1;
        const read = type === 'RMC' ? readRmc(whole) : readGga(whole);
        expect(sentence.rmc ?? sentence.gga).toStrictEqual(read);
      }),
      { numRuns: 2000 },
    );
    // Most are read that way; else the comparison would say little.
    expect(quick).toBeGreaterThan(200);
  });

  test('is left alone where it is no whole sentence with a right checksum in upper case', () => {
    const sound = sealSentence('GPRMC,1,2');
    const refused = [
      sound.slice(0, -1),
      `${sound.slice(0, -1)}g`,
      sealSentence('GPRMC,a'),
      sound.replace('1', '3'),
      sealSentence('GPRM'),
      sealSentence('GPRMCX'),
      sealSentence('PUBX0,1'),
      sealSentence('1PRMC,1'),
      '$GP$GPRMC,1,2*00',
      sealSentence(`GPRMC,${'1'.repeat(260)}`),
    ];
    for (const text of refused)
      expect(quickSentence(bytesOf(`${text}\r\n`), 0, 255)).toBeUndefined();
  });
});
