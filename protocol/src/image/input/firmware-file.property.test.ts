import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readFirmwareFile } from './firmware-file.ts';
import { hexEnd, hexRecord, uf2Block } from './firmware-file.suite.ts';
import { readIntelHex } from './intel-hex.ts';
import { readUf2 } from './uf2.ts';

const ascii = (text: string) => new TextEncoder().encode(text);

describe('readIntelHex', () => {
  it('reads back whatever is written', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 600 }), (bytes) => {
        const lines: string[] = [];
        for (let at = 0; at < bytes.length; at += 16) {
          lines.push(hexRecord(0, at, [...bytes.subarray(at, at + 16)]));
        }
        const file = ascii([...lines, hexEnd].join('\n'));
        expect(readIntelHex(file)).toEqual({ ok: true, value: { address: 0, bytes } });
      }),
    );
  });

  it('never throws, whatever stands in the records', () => {
    const letters = fc.constantFrom('0', '1', '8', '9', 'a', 'C', 'f', 'F');
    const line = fc.string({ unit: letters, maxLength: 60 }).map((text) => `:${text}`);
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), fc.nat({ max: 255 }), (lines, type) => {
        readIntelHex(ascii(lines.join('\n')));
        readIntelHex(ascii([hexRecord(type, 0xffff, [1, 2]), ...lines, hexEnd].join('\n')));
      }),
    );
  });
});

describe('readUf2', () => {
  it('reads back whatever is written, and never throws', () => {
    const data = fc.uint8Array({ minLength: 1, maxLength: 476 });
    fc.assert(
      fc.property(data, fc.nat({ max: 511 }), fc.nat({ max: 255 }), (bytes, at, byte) => {
        const file = uf2Block({ data: bytes, address: 0x2000 });
        expect(readUf2(file)).toEqual({ memory: { ok: true, value: { address: 0x2000, bytes } } });
        file[at] = byte;
        readUf2(file);
      }),
    );
  });
});

it('readFirmwareFile never throws on noise', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (noise) => void readFirmwareFile(noise)),
  );
});
