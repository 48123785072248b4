import type { Outcome } from '../../outcome/outcome.ts';
import { judgeClauses, type JudgedClause } from '../../record/clause-verdict.ts';
import type { Language } from '../../record/clause-row.ts';
import type { RunRecord } from '../../record/run-record.ts';
import type { AttachmentBytes } from '../digest.ts';
import type { EvidenceWords } from './words.ts';
import { germanWords } from './words-de.ts';
import { englishWords } from './words-en.ts';

/** What every section of the page is made of. */
export interface EvidenceView {
  readonly record: RunRecord;
  readonly attachments: AttachmentBytes;
  readonly language: Language;
  readonly words: EvidenceWords;
  readonly judged: readonly JudgedClause[];
}

const wordsOf: Readonly<Record<Language, EvidenceWords>> = { en: englishWords, de: germanWords };

/** The page of each language; each is complete, and links to the other. */
export const pageNames: Readonly<Record<Language, string>> = {
  en: 'evidence.html',
  de: 'evidence.de.html',
};

export function viewOf(
  record: RunRecord,
  attachments: AttachmentBytes,
  language: Language,
): EvidenceView {
  const words = wordsOf[language];
  return { record, attachments, language, words, judged: judgeClauses(record) };
}

/** How the run is called in one line: what the product did wrong comes before what the bench did. */
export function headlineOf({ defects, tests, outcome }: RunRecord): Outcome | 'DEFECTS' {
  if (defects.length > 0) return 'DEFECTS';
  const worst = (['FAIL', 'TIMEOUT'] as const).find((bad) =>
    tests.some((test) => test.outcome === bad),
  );
  return worst ?? outcome;
}
