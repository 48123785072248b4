/** One thing in the folder of a run that is not as it was written, or not as it follows from the rest. */
export interface Mismatch {
  /** Stable; listed in docs/hil/evidence.md. */
  readonly code: MismatchCode;
  /** A file of the folder, a test, or a part of one. */
  readonly where: string;
  readonly expected: string;
  readonly came: string;
}

export const mismatchCodes = {
  EVIDENCE_ABORTED: 'a run into this folder was killed, or goes on: nothing here is its evidence',
  EVIDENCE_MANIFEST: 'the manifest is missing or is none',
  EVIDENCE_DIGEST: 'a file has another digest than the manifest says',
  EVIDENCE_MISSING: 'a file is missing',
  EVIDENCE_EXTRA: 'a file is there that belongs to nothing',
  EVIDENCE_SIGNATURE: 'the signature does not verify, or is not by somebody you trust',
  EVIDENCE_SCHEMA: 'run.json is no record of a run',
  EVIDENCE_ATTACHMENT: 'an attachment is not the one the record names',
  EVIDENCE_CONTENT: 'an attachment is not what its kind promises',
  EVIDENCE_PLACES: 'coordinates stand where the record says that there are none',
  EVIDENCE_PROOF: 'a journal or a receipt of a test that passed does not verify',
  EVIDENCE_MEASUREMENT: 'a measurement is called otherwise than its limits say',
  EVIDENCE_VERDICT: 'a phase, an attempt, a test or the run is called otherwise than its parts say',
  EVIDENCE_TESTS: 'a test is missing, unknown, or not what its suite declares',
  EVIDENCE_TIMES: 'the run or an attempt has times that are not in order',
  EVIDENCE_CLAUSE: 'a test names a clause that does not exist',
  EVIDENCE_DERIVED: 'a page or junit.xml is not what follows from the record',
} as const;
export type MismatchCode = keyof typeof mismatchCodes;
