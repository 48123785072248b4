import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { documentCborMap, documentStruct } from '../schema/document.ts';
import { DependencyTlv } from './dependency.ts';
import { ImageHeader } from './header.ts';
import { Uf2Block } from './input/uf2.ts';
import { BehaviourManifest } from './manifest.ts';
import { TlvAreaHeader, TlvEntryHeader, TlvType } from './tlv.ts';
import { ImageVersion } from './version.ts';

const page = readFileSync(new URL('../../../docs/protocol/image.md', import.meta.url), 'utf8');

const tables = [
  ['ImageHeader', documentStruct(ImageHeader)],
  ['ImageVersion', documentStruct(ImageVersion)],
  ['TlvAreaHeader', documentStruct(TlvAreaHeader)],
  ['TlvEntryHeader', documentStruct(TlvEntryHeader)],
  ['DependencyTlv', documentStruct(DependencyTlv)],
  ['Uf2Block', documentStruct(Uf2Block)],
  ['BehaviourManifest', documentCborMap(BehaviourManifest)],
] as const;

describe('The page of firmware images', () => {
  it.each(tables)('has the table %s of the code', (name, table) => {
    expect(page).toContain(`<!-- table ${name} -->\n${table}\n<!-- end -->`);
  });

  it('names every TLV that a verification looks at', () => {
    const { securityCounter, dependency, boardId, sha256, keyHash, ed25519, ecdsa } = TlvType;
    for (const type of [securityCounter, dependency, boardId, sha256, keyHash, ed25519, ecdsa]) {
      expect(page).toContain(`| \`0x${type.toString(16).padStart(2, '0')}\` |`);
    }
  });
});
