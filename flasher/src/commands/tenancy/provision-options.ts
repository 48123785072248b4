import type { Command } from 'commander';

import { collect, positiveInteger } from '../options.ts';

/** What makes a device a tenant's, apart from its certificate. */
export function declareProvisioning(command: Command): Command {
  return command
    .requiredOption(
      '--anchor <file>',
      'certificate that brokers must be certified by, PEM; may be given again',
      collect,
    )
    .requiredOption(
      '--broker <url=country>',
      'such as mqtts://mqtt.example:8883=DE, in the order of preference; may be given again',
      collect,
    )
    .requiredOption(
      '--person <file>',
      'public key of a person whom the device obeys; may be given again',
      collect,
    )
    .option('--identity <file>', 'where to write what audits compare; DEVICE.identity.json')
    .option('--force', 'replace existing files');
}

export function declareNames(command: Command): Command {
  return command
    .requiredOption('--tenant <name>', 'whose device it becomes')
    .requiredOption('--device <name>', 'what it is called, in certificate and topics');
}

export function declareAuthority(command: Command): Command {
  return command
    .requiredOption('--ca <file>', 'certificate of the authority, PEM')
    .requiredOption('--ca-key <file>', 'its private key, P-256 in PEM form')
    .option('--days <number>', 'how long the certificate holds', positiveInteger, 730);
}
