import type { Language } from '../../record/clause-row.ts';
import type { RunRecord } from '../../record/run-record.ts';
import { htmlDocument } from '@feierabend/firmware-sim/page/html-document';
import { markup } from '@feierabend/firmware-sim/page/markup';
import type { AttachmentBytes } from '../digest.ts';
import { evidenceStyle } from './evidence-style.ts';
import { headlineOf, viewOf } from './evidence-view.ts';
import { clauseSection } from './page-clauses.ts';
import { daySection } from './page-days.ts';
import { digestSection } from './page-digests.ts';
import { fileSection, proofSection, repeatSection } from './page-facts.ts';
import { evidenceTiles, pageHead } from './page-head.ts';
import { testSection } from './page-tests.ts';
import { timingSection } from './page-timing.ts';
import {
  abortedSection,
  benchSection,
  failureSection,
  flakySection,
  skippedSection,
} from './page-troubles.ts';

/**
 * The evidence as one HTML document in one language: no network, no script, readable in print, in the dark and without
 * colour. It follows from run.json and the attachments alone, so that whoever has them can make it again and compare.
 */
export function evidencePage(
  record: RunRecord,
  attachments: AttachmentBytes,
  language: Language,
): string {
  const view = viewOf(record, attachments, language);
  const { words } = view;
  return htmlDocument({
    language,
    title: `${words.headline[headlineOf(record)]}: ${record.runId}, ${record.bench.name}`,
    style: evidenceStyle,
    body: [
      pageHead(view),
      evidenceTiles(view),
      clauseSection(view),
      failureSection(view),
      daySection(view),
      timingSection(view),
      testSection(view),
      skippedSection(view),
      flakySection(view),
      benchSection(view),
      abortedSection(view),
      proofSection(view),
      digestSection(view),
      fileSection(view),
      repeatSection(view),
      markup`<footer>${words.footer}</footer>`,
    ],
  });
}
