import { UsageError } from '@feierabend/protocol';
import { CommanderError } from 'commander';

import { buildProgram } from '../program.ts';
import { parsePortTarget } from '../serial/port-target.ts';
import { wrongManifest, type PanelDevice } from './manifest.ts';

/** Refuses a panel with a step or a port that the flasher would not take, before any is begun. */
export function requireCommands(devices: readonly PanelDevice[], file: string): void {
  for (const { name, port, steps } of devices) {
    const where = `${file}: ${name}`;
    requirePort(port, where);
    for (const words of steps) {
      const fault = faultOf(words);
      if (fault === undefined) continue;
      const step = words.slice(0, words.lastIndexOf('--port')).join(' ');
      throw wrongManifest(where, 'steps that are commands of the flasher', `"${step}": ${fault}`);
    }
  }
}

function requirePort(port: string, where: string): void {
  try {
    parsePortTarget(port);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw wrongManifest(where, error.expected, `it has "${port}"`);
  }
}

/** Parses a command line without running it. */
function faultOf(words: readonly string[]): string | undefined {
  const quiet = { write: () => undefined };
  let isCommand = false;
  const program = buildProgram({ stdout: quiet, stderr: quiet }, () => {
    isCommand = true;
    return Promise.resolve();
  });
  try {
    program.parse([...words], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0
      ? 'it only shows help'
      : error.message.replaceAll(/^error: |\.$/gu, '');
  }
  return isCommand ? undefined : 'it is no command';
}
