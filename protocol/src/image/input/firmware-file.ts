import { ok, type Result } from '../../result.ts';
import { readIntelHex } from './intel-hex.ts';
import { readUf2 } from './uf2.ts';

export const firmwareFileFormats = ['raw', 'intel-hex', 'uf2'] as const;
export type FirmwareFileFormat = (typeof firmwareFileFormats)[number];

/** A firmware file, unpacked: what a boot loader would find in its flash. */
export interface FirmwareFile {
  readonly format: FirmwareFileFormat;
  readonly bytes: Uint8Array;
  /** Where the first byte goes; a raw file does not say. */
  readonly address?: number;
  /** Kind of the processor, where a UF2 file names one. */
  readonly familyId?: number;
}

/** What the first bytes look like; everything else is raw. */
export function firmwareFileFormat(file: Uint8Array): FirmwareFileFormat {
  if (file[0] === 0x55 && file[1] === 0x46 && file[2] === 0x32 && file[3] === 0x0a) return 'uf2';
  // A colon and two hexadecimal digits, behind blanks or a byte order mark: no image starts so, its
  // magic being 0x96f3b83d.
  const [colon, ...digits] = new TextDecoder().decode(file.subarray(0, 64)).trimStart();
  const isHex = colon === ':' && digits.slice(0, 2).every(isHexDigit) && digits.length > 1;
  return isHex ? 'intel-hex' : 'raw';
}

/**
 * Reads a firmware file as raw bytes, Intel HEX or UF2, whichever it is, or the one that is named.
 * Faults: those of {@link readIntelHex} and {@link readUf2}; a raw file has none.
 */
export function readFirmwareFile(
  file: Uint8Array,
  format: FirmwareFileFormat = firmwareFileFormat(file),
): Result<FirmwareFile> {
  if (format === 'raw') return ok({ format, bytes: file });
  const { memory, ...family } = format === 'uf2' ? readUf2(file) : { memory: readIntelHex(file) };
  return memory.ok ? ok({ format, ...memory.value, ...family }) : memory;
}

function isHexDigit(character: string): boolean {
  return /^[0-9A-Fa-f]$/u.test(character);
}
