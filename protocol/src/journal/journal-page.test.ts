import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import type { CborMap } from '../schema/cbor-map.ts';
import { documentCborMap } from '../schema/document.ts';
import { CheckpointMap } from './checkpoint.ts';
import { DeletionReceiptMap } from './deletion-receipt.ts';
import { JournalExportMap } from './journal-export.ts';

const page = readFileSync(new URL('../../../docs/protocol/journal.md', import.meta.url), 'utf8');
const maps = [
  DeletionReceiptMap,
  CheckpointMap,
  JournalExportMap,
] as unknown as readonly CborMap<unknown>[];

describe('the page of the journal', () => {
  it.each(maps.map((map) => [map.name, map] as const))('has the table of %s', (name, map) => {
    const table = documentCborMap(map);
    expect(page).toContain(`<!-- table ${name} -->\n${table}\n<!-- end -->`);
  });
});
