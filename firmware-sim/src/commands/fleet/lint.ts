import type { Command } from 'commander';

import { DataError } from '@feierabend/protocol';

import { findScenario } from '../../fleet/scenario/find-scenario.ts';
import { lintScenario, type ScenarioFinding } from '../../fleet/scenario/lint-scenario.ts';
import { readScenario, type ReadScenario } from '../../fleet/scenario/scenario-file.ts';
import type { SimIo } from '../../io.ts';

/** `firmware-sim fleet lint`: what is wrong with a scenario, before anything is run. */
export function declareLint(fleet: Command, io: SimIo): void {
  fleet
    .command('lint <scenario>')
    .description('look at a scenario and the policies in it, and run nothing')
    .option('--json', 'print the findings as JSON', false)
    .action(async (name: string, { json }: { readonly json: boolean }) => {
      const read = await readScenario(await findScenario(name));
      const findings = lintScenario(read);
      if (json) io.stdout.write(`${JSON.stringify({ findings })}\n`);
      else io.stdout.write(findingsText(read, findings));
      refuse(read, findings);
    });
}

/**
 * Reads a scenario that is to be run, with what the command line changes in it, and says what lint warns of. Throws
 * {@link DataError} `SCENARIO_LINT` when it cannot be run.
 */
export async function readSound(
  name: string,
  io: SimIo,
  changed = (read: ReadScenario) => read,
): Promise<ReadScenario> {
  const read = changed(await readScenario(await findScenario(name)));
  const findings = lintScenario(read);
  refuse(read, findings);
  const warnings = findings.filter(({ severity }) => severity === 'warning');
  if (warnings.length > 0) io.stderr.write(findingsText(read, warnings));
  return read;
}

/** Throws {@link DataError} `SCENARIO_LINT` when a scenario cannot be run. */
function refuse({ path }: ReadScenario, findings: readonly ScenarioFinding[]): void {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first === undefined) return;
  const more = errors.length === 1 ? '' : `, and ${errors.length - 1} more`;
  throw new DataError({
    code: 'SCENARIO_LINT',
    expected: `${path} to be a scenario that can be run`,
    came: `${first.sentence} (${first.path})${more}`,
    next: first.next,
  });
}

function findingsText({ path }: ReadScenario, findings: readonly ScenarioFinding[]): string {
  if (findings.length === 0) return `${path}: nothing found\n`;
  return findings
    .map(
      ({ severity, path: at, sentence, next, code }) =>
        `${severity}: ${at}: ${sentence}; ${next} [${code}]\n`,
    )
    .join('');
}
