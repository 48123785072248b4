import { readFileSync } from 'node:fs';

interface SmpVectors {
  readonly crc16Xmodem: readonly { readonly ascii: string; readonly crc: string }[];
  readonly frames: {
    readonly accepts: readonly {
      readonly name: string;
      readonly wire: string;
      readonly messages: readonly string[];
      readonly canonical?: boolean;
    }[];
    readonly rejects: readonly { readonly name: string; readonly wire: string }[];
  };
  readonly messages: {
    readonly accepts: readonly {
      readonly name: string;
      readonly bytes: string;
      readonly messages: readonly Readonly<Record<string, unknown>>[];
    }[];
    readonly rejects: readonly {
      readonly name: string;
      readonly bytes: string;
      readonly code: string;
    }[];
  };
}

const file = new URL('../../vectors/smp.json', import.meta.url);

/** The vectors that firmware in any language can run too. */
export const smpVectors = JSON.parse(readFileSync(file, 'utf8')) as SmpVectors;
