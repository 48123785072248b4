import { z } from 'zod';

import { outcomes } from '../outcome/outcome.ts';
import { benchFacts, needs } from './bench-facts.ts';

/**
 * What one run of the suites leaves in `run.json`. The model is OpenHTF's: phases hold measurements with limits, attachments
 * are named by their hash, and what the bench did wrong is told apart from what the product did wrong. A test keeps all its
 * attempts: one that failed first and passed then is called flaky.
 */
export const runSchema = 'feierabend/hil-run/1';

const outcome = z.enum(outcomes);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/u);
/** ISO 8601 in UTC. */
const instant = z.iso.datetime();
const milliseconds = z.number().nonnegative();

const measurement = z.strictObject({
  name: z.string().min(1),
  value: z.union([z.number(), z.string(), z.boolean()]),
  /** SI or byte units as people write them: ms, s, B, m; left out for counts and texts. */
  unit: z.string().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  /** The one value that is right. */
  expected: z.union([z.number(), z.string(), z.boolean()]).optional(),
  /** Without limits a measurement is a fact, and passes. */
  outcome: z.enum(['PASS', 'FAIL']),
});

/** The file is `attachments/<sha256>` in the folder of the run. */
const attachment = z.strictObject({
  name: z.string().min(1),
  /** What an attachment means to whoever verifies it (see `attachment-content.ts`). */
  kind: z.enum(['journal', 'receipt', 'policy', 'records', 'windows', 'timing', 'log', 'bytes']),
  mime: z.string().min(1),
  sha256,
  bytes: z.number().int().nonnegative(),
  /** Whose journal, receipt or records it is: a key of `devices`. */
  device: z.string().optional(),
  /** What was done to it because the run does not keep places (docs/hil/evidence.md); absent when nothing had to be. */
  scrubbed: z.enum(['relative', 'masked', 'left-out']).optional(),
});

export const faultRecord = z.strictObject({
  /** Stable code of an error of the house; `EXPECTATION` is an assertion of a suite. */
  code: z.string().optional(),
  message: z.string(),
});

export const phaseRecord = z.strictObject({
  name: z.string().min(1),
  /** Since the attempt began. */
  startMs: milliseconds,
  durationMs: milliseconds,
  outcome,
  measurements: z.array(measurement),
  attachments: z.array(attachment),
});

const attempt = z.strictObject({
  startedAt: instant,
  durationMs: milliseconds,
  outcome,
  phases: z.array(phaseRecord),
  fault: faultRecord.optional(),
});

export const testRecord = z.strictObject({
  /** `suite/name-in-words`, unique in the run. */
  id: z.string().min(1),
  suite: z.string().min(1),
  name: z.string().min(1),
  /** Keys of docs/hil/clauses.md: TOM-5, AVV-11.1. */
  clauses: z.array(z.string()),
  /** What it asks of the bench. */
  needs: z.array(z.enum(needs)),
  attempts: z.array(attempt),
  outcome,
  /** It passed, and not at once. */
  flaky: z.boolean(),
  /** Why it was skipped or not reached. */
  reason: z.string().optional(),
});

const device = z.strictObject({
  tenant: z.string(),
  device: z.string(),
  /** Ed25519 public key that signs journal and receipts, lower-case hexadecimal. */
  signKey: z.string(),
  /** HPKE public key that authenticates its reports. */
  sealKey: z.string(),
});

export const runRecord = z.strictObject({
  schema: z.literal(runSchema),
  runId: z.string().min(1),
  startedAt: instant,
  endedAt: instant,
  outcome,
  bench: benchFacts.extend({ fileSha256: sha256 }),
  suites: z.array(z.string()),
  /** Tests of suites that were left out, with their clauses: a clause of which one is left out is proved in part at most. */
  leftOut: z.array(z.strictObject({ id: z.string(), clauses: z.array(z.string()) })).optional(),
  seed: z.number().int(),
  /** Defects that were switched on to try the suite; empty in a run that counts. */
  defects: z.array(z.string()),
  /** How to do it again, as it is typed. */
  command: z.string(),
  /** Only where it was asked for: coordinates stand in the attachments. */
  placesKept: z.literal(true).optional(),
  tools: z.strictObject({
    node: z.string(),
    platform: z.string(),
    feierabend: z.string(),
    /** Of every source file of the four packages, path and content (see `tools-digest.ts`). */
    sourceSha256: sha256,
    /** Commit of the clone, and whether it was changed since; absent outside of a clone. */
    commit: z.string().optional(),
    isChanged: z.boolean().optional(),
  }),
  /** SHA-256 of what was under test: firmware images and compiled policies, by name. */
  digests: z.record(z.string(), sha256),
  devices: z.record(z.string(), device),
  /** What the bench itself broke, outside of a test. */
  benchFaults: z.array(faultRecord),
  tests: z.array(testRecord),
});

export type RunRecord = z.infer<typeof runRecord>;
export type TestRecord = z.infer<typeof testRecord>;
export type AttemptRecord = z.infer<typeof attempt>;
export type PhaseRecord = z.infer<typeof phaseRecord>;
export type Measurement = z.infer<typeof measurement>;
export type Attachment = z.infer<typeof attachment>;
export type Fault = z.infer<typeof faultRecord>;
export type DeviceRecord = z.infer<typeof device>;
