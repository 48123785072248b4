import { expect, it } from 'vitest';

import { buildImage } from '../build.ts';
import { readFirmwareFile } from './firmware-file.ts';

const image = buildImage({
  body: new Uint8Array(8),
  version: { major: 1, minor: 0, revision: 0, build: 0 },
  securityCounter: 1,
});

it('takes an image as it is', () => {
  expect(readFirmwareFile(image)).toEqual({ ok: true, value: { format: 'raw', bytes: image } });
});

it('knows Intel HEX by its first record', () => {
  const file = new TextEncoder().encode(':0100000001FE\n:00000001FF\n');
  expect(readFirmwareFile(file)).toEqual({
    ok: true,
    value: { format: 'intel-hex', address: 0, bytes: Uint8Array.of(1) },
  });
});

it.each(['\ufeff', '\n', ' \r\n\t'])('knows Intel HEX behind %j', (blank) => {
  const file = new TextEncoder().encode(`${blank}:0100000001FE\n:00000001FF\n`);
  expect(readFirmwareFile(file)).toMatchObject({ ok: true, value: { format: 'intel-hex' } });
});

it('knows UF2 by its magic', () => {
  const file = new Uint8Array(512);
  file.set([0x55, 0x46, 0x32, 0x0a]);
  expect(readFirmwareFile(file)).toMatchObject({ ok: false, fault: { code: 'UF2_BLOCK' } });
});

it('reads a file in the format that is named, whatever it looks like', () => {
  const raw = new TextEncoder().encode(':01');
  expect(readFirmwareFile(raw, 'raw')).toMatchObject({ ok: true, value: { bytes: raw } });
  expect(readFirmwareFile(image, 'uf2')).toMatchObject({ fault: { code: 'UF2_BLOCK' } });
  expect(readFirmwareFile(image, 'intel-hex')).toMatchObject({ fault: { code: 'HEX_RECORD' } });
});
