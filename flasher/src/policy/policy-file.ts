import {
  DataError,
  encodePolicy,
  FeierabendError,
  policyDigest,
  type CompiledPolicy,
} from '@feierabend/protocol';
import {
  compilePolicy,
  lintPolicy,
  parsePolicyWithHolidays,
  zoneDataFingerprint,
  type LintContext,
  type LintFinding,
  type HolidayCalendar,
  type PolicySource,
} from '@feierabend/protocol/policy-source';

import type { World } from '../command.ts';
import { ProblemList } from '../output/problem-list.ts';
import { lintLine, placedFindings, PolicyProblems, type PolicyFinding } from './policy-findings.ts';

/**
 * A policy file with everything a signer is shown: what people wrote, what the device gets, and its
 * digest.
 */
export interface PolicyFile {
  readonly file: string;
  readonly compiled: CompiledPolicy;
  readonly bytes: Uint8Array;
  readonly digest: Uint8Array;
  readonly findings: readonly PolicyFinding[];
}

/**
 * Reads, compiles and lints as of a time, that of the signature; ends with every problem of the
 * file, each with line and column.
 */
export async function readPolicyFile(
  world: World,
  file: string,
  nowS = world.clock.unixS(),
): Promise<PolicyFile> {
  const text = new TextDecoder().decode(await world.readFile(file));
  return compilePolicyText(world, { text, file, nowS });
}

/** The same for a text that is already here; the name is for sentences. */
export async function compilePolicyText(
  world: World,
  { text, file, nowS }: { readonly text: string; readonly file: string; readonly nowS: number },
): Promise<PolicyFile> {
  const parsed = await parsePolicyWithHolidays(text, file, publicHolidays);
  if (!parsed.ok) throw new PolicyProblems(file, parsed.problems);
  const compiled = asFileFault(() => compilePolicy(parsed.source, world), file);
  const bytes = asFileFault(() => encodePolicy(compiled), file);
  const found = lintBoth(parsed.source, compiled, lintContext(world, nowS));
  const findings = placedFindings(text, found);
  return { file, compiled, bytes, digest: policyDigest(bytes), findings };
}

/** What the lint goes by on this machine. */
export function lintContext({ zoneData }: World, nowS: number): LintContext {
  return { nowS, zoneData: zoneData ?? zoneDataFingerprint() };
}

/** The file tells what a device cannot know, and its compiled form what the device goes by. */
function lintBoth(
  source: PolicySource,
  compiled: CompiledPolicy,
  context: LintContext,
): readonly LintFinding[] {
  const found = lintPolicy(source, context);
  const codes = new Set(found.map(({ code }) => code));
  return [...found, ...lintPolicy(compiled, context).filter(({ code }) => !codes.has(code))];
}

async function publicHolidays(): Promise<HolidayCalendar> {
  return (await import('@feierabend/protocol/holidays')).publicHolidays;
}

/** Lint errors suspend an `apply`; warnings are for the person who signs. */
export function refuseLintErrors({ file, findings }: PolicyFile): void {
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return;
  throw new ProblemList(
    {
      code: 'POLICY_LINT',
      expected: `${file} to break no rule of the lint`,
      came: `it breaks ${errors.length}`,
      next: 'change the policy; only the controller\'s signed "flasher policy confirm" lifts that',
    },
    errors.map(lintLine),
  );
}

/** What the compiler takes for its caller's mistake is here a fault of the file. */
function asFileFault<T>(compile: () => T, file: string): T {
  try {
    return compile();
  } catch (error) {
    if (!(error instanceof FeierabendError)) throw error;
    const { code, expected, came, next } = error;
    throw new DataError({
      code,
      expected: `${file} to have ${expected}`,
      came,
      next,
      cause: error,
    });
  }
}
