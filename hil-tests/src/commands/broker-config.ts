import { join, resolve } from 'node:path';

import { Argument, type Command } from 'commander';

import { emqxFiles } from '@feierabend/firmware-sim/broker/emqx-config';
import { mosquittoFiles } from '@feierabend/firmware-sim/broker/mosquitto-config';
import { loadTenants, type Tenants } from '@feierabend/firmware-sim/broker/tenants-file';
import type { HilIo } from '../io.ts';
import { checkNewFile } from './new-file.ts';
import { writeWhole } from '@feierabend/firmware-sim/page/whole-file';

type BrokerFiles = (tenants: Tenants, folder: string) => Record<string, string>;

const brokers: Readonly<Record<string, BrokerFiles>> = {
  mosquitto: mosquittoFiles,
  emqx: emqxFiles,
};

interface BrokerConfigOptions {
  readonly tenants: string;
  readonly out?: string;
  readonly installedIn?: string;
  readonly force?: boolean;
}

/** `hil broker-config`: the rules a customer's broker needs, from the list of its tenants. */
export function declareBrokerConfig(program: Command, io: HilIo): void {
  program
    .command('broker-config')
    .description('write configuration and access rules for a broker')
    .addArgument(new Argument('<broker>', 'which one').choices(Object.keys(brokers)))
    .requiredOption('--tenants <file>', 'who may talk to it (docs/hil/broker-config.md)')
    .option('--out <folder>', 'where the files go; out/<broker> when left out')
    .option(
      '--installed-in <folder>',
      "where they will be on the broker's machine; --out when left out",
    )
    .option('--force', 'replace files that are there')
    .addHelpText('after', '\nExample:\n  hil broker-config mosquitto --tenants tenants.yaml')
    .action(async (broker: string, options: BrokerConfigOptions) => {
      const tenants = await loadTenants(options.tenants);
      const out = options.out ?? join('out', broker);
      const files = brokers[broker]?.(tenants, options.installedIn ?? resolve(out)) ?? {};
      const names = Object.keys(files);
      await Promise.all(names.map((name) => checkNewFile(join(out, name), options.force)));
      for (const [name, text] of Object.entries(files)) {
        // oxlint-disable-next-line no-await-in-loop -- two small files, one after the other
        await writeWhole(join(out, name), text);
      }
      io.stdout.write(`Written to ${out}: ${names.join(', ')}\n`);
    });
}
