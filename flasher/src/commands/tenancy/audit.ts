import type { CommandFile } from '../../command.ts';
import { declareDevice, positiveInteger } from '../options.ts';

export const audit: CommandFile = {
  path: ['audit'],
  summary: 'export and verify the journal: of a device, of a file alone, or of a drawn sample',
  example: [
    'flasher audit --port /dev/ttyACM0 --identity van-7.identity.json --out van-7.journal\n',
    ' flasher audit van-7.journal --identity van-7.identity.json\n',
    ' flasher audit --list fleet.yaml --sample 2 --report audit.html',
  ].join(' '),
  declare: (command) => {
    declareDevice(command.argument('[file]', 'an export, to be verified without a device'))
      .option('--identity <file>', 'identity that the device must have, from provisioning')
      .option('--out <file>', 'keep the export')
      .option('--list <file>', 'devices to draw from, in YAML')
      .option('--sample <number>', 'with --list: how many; all when left out', positiveInteger)
      .option('--seed <text>', 'with --list: draw the same devices again')
      .option('--report <file>', 'write a page for print, HTML')
      .option('--force', 'replace existing files');
  },
  run: async (context, [file], options) => {
    const { auditExport, auditPort } = await import('../../audit/audit-command.ts');
    if (options['list'] !== undefined) {
      const { auditSample } = await import('../../audit/audit-sample.ts');
      return auditSample(context, options);
    }
    return file === undefined ? auditPort(context, options) : auditExport(context, file, options);
  },
};
