import type { Command } from 'commander';

import type { SimIo } from '../io.ts';
import { faultCatalog } from '../world/faults.ts';

/** `firmware-sim faults`: what can be injected into a simulated life. */
export function declareFaults(program: Command, io: SimIo): void {
  program
    .command('faults')
    .description('list the faults that simulate can inject')
    .option('--json', 'print the list as JSON', false)
    .action(({ json }: { json: boolean }) => {
      if (json) {
        io.stdout.write(`${JSON.stringify(faultCatalog)}\n`);
        return;
      }
      for (const [name, { example, text }] of Object.entries(faultCatalog)) {
        io.stdout.write(`${`${name}=${example}@WHEN`.padEnd(28)} ${text}\n`);
      }
      io.stdout.write('\nWHEN is a UTC date such as 2026-03-01 or 2026-03-01T08:00.\n');
    });
}
