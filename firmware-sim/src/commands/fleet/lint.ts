import type { Command } from 'commander';

import { DataError } from '@feierabend/protocol';

import { findScenario } from '../../fleet/scenario/find-scenario.ts';
import { lintScenario } from '../../fleet/scenario/lint-scenario.ts';
import { readScenario, type ReadScenario } from '../../fleet/scenario/scenario-file.ts';
import type { ScenarioFinding } from '../../fleet/scenario/scenario-finding.ts';
import type { SimIo } from '../../io.ts';
import { countText } from '../../page/number-text.ts';
import { trustFindings } from './read-trust.ts';

/** `firmware-sim fleet lint`: what is wrong with a scenario, before anything is run. */
export function declareLint(fleet: Command, io: SimIo): void {
  fleet
    .command('lint <scenario>')
    .description('look at a scenario and the policies in it, and run nothing')
    .option('--json', 'print the findings as JSON', false)
    .action(async (name: string, { json }: { readonly json: boolean }) => {
      const read = await readScenario(await findScenario(name));
      const findings = [...(await trustFindings(read)), ...lintScenario(read)];
      if (json) io.stdout.write(`${JSON.stringify({ findings })}\n`);
      else io.stdout.write(findingsText(read, findings));
      refuse(read, findings);
    });
}

/**
 * Reads a scenario that is to be run, with what the command line changes in it, and says what lint finds, but for notes. Throws
 * {@link DataError} `SCENARIO_LINT` when it cannot be run.
 */
export async function readSound(
  name: string,
  io: SimIo,
  changed = (read: ReadScenario) => read,
): Promise<ReadScenario> {
  const read = changed(await readScenario(await findScenario(name)));
  const findings = lintScenario(read);
  const told = findings.filter(({ severity }) => severity !== 'note');
  if (told.length > 0) io.stderr.write(findingsText(read, told));
  refuse(read, findings);
  return read;
}

/** Throws {@link DataError} `SCENARIO_LINT` when a scenario cannot be run, after the findings have been told. */
function refuse({ path }: ReadScenario, findings: readonly ScenarioFinding[]): void {
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return;
  throw new DataError({
    code: 'SCENARIO_LINT',
    expected: `${path} to be a scenario that can be run`,
    came: `lint finds ${countText(errors.length, 'error')}`,
    next: 'correct what it says above',
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
