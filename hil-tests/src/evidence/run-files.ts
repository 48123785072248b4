import { languages } from '../record/clause-row.ts';
import type { RunRecord } from '../record/run-record.ts';
import { canonicalJson } from '@feierabend/firmware-sim/page/canonical-json';
import type { AttachmentBytes } from './digest.ts';
import { junitXml } from './junit.ts';
import { evidencePage } from './page/evidence-page.ts';
import { pageNames } from './page/evidence-view.ts';

export const recordName = 'run.json';
const junitName = 'junit.xml';
export const attachmentFolder = 'attachments';

export const derivedNames: readonly string[] = [recordName, junitName, ...Object.values(pageNames)];

/** What follows from the record and its attachments alone: anybody who has them can make it again, byte for byte. */
export function derivedFiles(
  record: RunRecord,
  attachments: AttachmentBytes,
): ReadonlyMap<string, Uint8Array> {
  const text = (content: string) => new TextEncoder().encode(content);
  const written = canonicalJson(record);
  // Pages name devices and digests in the order of the file, whatever order they were met in.
  const read = JSON.parse(written) as RunRecord;
  return new Map([
    [recordName, text(written)],
    [junitName, text(junitXml(read))],
    ...languages.map(
      (language) => [pageNames[language], text(evidencePage(read, attachments, language))] as const,
    ),
  ]);
}
