import type {
  Attachment,
  AttemptRecord,
  PhaseRecord,
  RunRecord,
  TestRecord,
} from '../record/run-record.ts';

/** An attachment and where it was made. */
export interface PlacedAttachment {
  readonly attachment: Attachment;
  readonly test: TestRecord;
  readonly attempt: AttemptRecord;
  readonly phase: PhaseRecord;
}

/** Every attachment of a run, in its order. */
export function attachmentsOf({ tests }: Pick<RunRecord, 'tests'>): readonly PlacedAttachment[] {
  return tests.flatMap((test) =>
    test.attempts.flatMap((attempt) =>
      attempt.phases.flatMap((phase) =>
        phase.attachments.map((attachment) => ({ attachment, test, attempt, phase })),
      ),
    ),
  );
}
