import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { FeierabendError, InternalError } from '@feierabend/protocol';

import { sha256Of } from '../evidence/digest.ts';
import { isOfMachine, outcomeOf, worstOf, type Outcome } from '../outcome/outcome.ts';
import { measurementOutcome } from '../record/outcomes.ts';
import { assertionSentence, type AssertionPlace } from './assertion-sentence.ts';
import type {
  Attachment,
  AttemptRecord,
  Fault,
  Measurement,
  PhaseRecord,
} from '../record/run-record.ts';

export interface MeasureLimits {
  readonly unit?: string;
  readonly min?: number;
  readonly max?: number;
  /** The one value that is right. */
  readonly expected?: number | string | boolean;
}

type OpenPhase = { -readonly [Key in keyof PhaseRecord]: PhaseRecord[Key] };

/** A measurement is outside of its limits: held against the product, after everything was measured. */
class LimitsExceeded extends FeierabendError {}

/** Keeps what one attempt at a test did, measured and produced. */
export class TestRecorder {
  readonly #folder: string;
  readonly #now: () => number;
  readonly #startedMs: number;
  readonly #phases: OpenPhase[] = [];
  readonly #open: OpenPhase[] = [];
  readonly #onPhase: (phase: PhaseRecord) => void;

  constructor(folder: string, now: () => number, onPhase: (phase: PhaseRecord) => void = () => {}) {
    this.#folder = folder;
    this.#now = now;
    this.#onPhase = onPhase;
    this.#startedMs = now();
  }

  /** A named part of a test, with its own time and outcome. What it throws goes on to the test. */
  async phase<Result>(name: string, part: () => Promise<Result>): Promise<Result> {
    const fromMs = this.#now();
    const phase = this.#begin(name, fromMs - this.#startedMs);
    try {
      return await part();
    } catch (error) {
      phase.outcome = outcomeOf(error);
      throw error;
    } finally {
      this.#open.splice(this.#open.indexOf(phase), 1);
      phase.durationMs = this.#now() - fromMs;
      phase.outcome = phaseOutcome(phase);
      this.#onPhase(phase);
    }
  }

  /** Notes a value. Outside of its limits it fails the test when the test has run to its end. */
  measure(name: string, value: number | string | boolean, limits: MeasureLimits = {}): void {
    const measurement = { name, value, ...limits };
    const outcome = measurementOutcome(measurement);
    this.#phase().measurements.push({ ...measurement, outcome });
  }

  /** Keeps bytes under their hash. */
  attach(parts: Omit<Attachment, 'sha256' | 'bytes'>, content: Uint8Array | string): void {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    const sha256 = sha256Of(bytes);
    mkdirSync(this.#folder, { recursive: true });
    writeFileSync(join(this.#folder, sha256), bytes);
    this.#phase().attachments.push({ ...parts, sha256, bytes: bytes.length });
  }

  /** Throws {@link LimitsExceeded} when a measurement was outside of its limits, and when nothing was measured. */
  checkLimits(): void {
    const measured = this.#phases.flatMap(({ measurements }) => measurements);
    if (measured.length === 0)
      throw new InternalError('a test that measures nothing proves nothing');
    const failed = measured.filter(({ outcome }) => outcome === 'FAIL');
    if (failed.length === 0) return;
    throw new LimitsExceeded({
      code: 'MEASUREMENT_LIMITS',
      expected: failed.map(limitText).join('; '),
      came: failed.map(({ name, value }) => `${name} ${value}`).join('; '),
      next: 'read the phases of the test in run.json',
    });
  }

  /** Ends the attempt; what is open ends with it. */
  end(ended: Outcome, error?: unknown): AttemptRecord {
    const outcome = worstOf([ended, ...this.#phases.map((phase) => phaseOutcome(phase))]);
    return {
      startedAt: new Date(this.#startedMs).toISOString(),
      durationMs: this.#now() - this.#startedMs,
      outcome,
      phases: this.#phases.map((phase) =>
        this.#open.includes(phase)
          ? {
              ...phase,
              outcome: worstOf([ended, phaseOutcome(phase)]),
              durationMs: this.#now() - this.#startedMs - phase.startMs,
            }
          : phase,
      ),
      ...(error === undefined ? {} : { fault: faultOf(error, this.#place()) }),
    };
  }

  /** Where an error came up: in the last phase that is not good, or else in the last. */
  #place(): AssertionPlace {
    const phase = this.#phases.findLast(({ outcome }) => outcome !== 'PASS') ?? this.#phases.at(-1);
    return { phase: phase?.name, measured: phase?.measurements.at(-1)?.name };
  }

  /** What stands outside of every phase belongs to one that is called like the test itself. */
  #phase(): OpenPhase {
    return this.#open.at(-1) ?? this.#begin('test', 0);
  }

  #begin(name: string, startMs: number): OpenPhase {
    const phase: OpenPhase = {
      name,
      startMs,
      durationMs: 0,
      outcome: 'PASS',
      measurements: [],
      attachments: [],
    };
    this.#phases.push(phase);
    this.#open.push(phase);
    return phase;
  }
}

/** A phase is no better than what was measured in it. */
function phaseOutcome({ outcome, measurements }: PhaseRecord): Outcome {
  return worstOf([outcome, ...measurements.map((one) => one.outcome)]);
}

function limitText({ name, min, max, expected, unit = '' }: Measurement): string {
  if (expected !== undefined) return `${name} ${expected}`;
  return `${name} ${min ?? ''}..${max ?? ''} ${unit}`.trimEnd();
}

/** An error as the record keeps it. */
export function faultOf(error: unknown, place: AssertionPlace = {}): Fault {
  const message = error instanceof Error ? error.message : String(error);
  if (isOfMachine(error)) return { code: 'BENCH_SYSTEM', message: message.slice(0, 4000) };
  if (error instanceof FeierabendError)
    return { code: error.code, message: message.slice(0, 4000) };
  const said = assertionSentence(error, place);
  if (said === undefined) return { message: message.slice(0, 4000) };
  return { code: 'EXPECTATION', message: said };
}
