import { InvalidArgumentError } from 'commander';

import type { CommandFile } from '../command.ts';
import { declareDevice } from './options.ts';

export const policyApply: CommandFile = {
  path: ['policy', 'apply'],
  summary: 'sign a policy for the device, give it to the device, and read it back byte by byte',
  example: [
    'flasher policy apply policy.yaml --port /dev/ttyACM0 --reason "winter hours"',
    '--key admin.key.json --cosign council.key.json',
  ].join(' '),
  declare: (command) => {
    declareDevice(command.argument('<file>', 'policy in YAML'))
      .requiredOption('--key <file>', 'key of the person who signs')
      .option('--cosign <file>', 'key of the second person, for the second signature')
      .requiredOption('--reason <text>', 'why; the journal of the device keeps it', reason)
      .option('--issued-at <time>', 'time of the signature, ISO 8601; now when left out', issuedAt);
  },
  run: async (context, [file = ''], options) => {
    const { applyPolicy } = await import('../policy/apply-policy.ts');
    return applyPolicy(context, file, options);
  },
};

function reason(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It says why.');
  return text;
}

/** With a zone, so that it names one second everywhere. */
function issuedAt(text: string): number {
  const atMs = /T.*(Z|[+-]\d\d:\d\d)$/u.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(atMs)) throw new InvalidArgumentError('Such as 2026-11-23T08:00:00Z.');
  return Math.floor(atMs / 1000);
}
