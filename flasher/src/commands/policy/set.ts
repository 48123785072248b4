import type { CommandFile } from '../../command.ts';
import { collect } from '../options.ts';

export const policySet: CommandFile = {
  path: ['policy', 'set'],
  summary: 'change values of a policy file in one line; a file that is not there is made',
  example: [
    'flasher policy set vans.yaml --moving 60s --precision 50m',
    '--work "mon-thu 07:00-12:00,12:30-16:30; fri 07:00-14:00"',
  ].join(' '),
  declare: (command) => {
    command
      .argument('<file>', 'policy in YAML; its comments stay')
      .option('--moving <time>', 'interval while moving, such as 60s')
      .option('--parked <time>', 'interval while parked, such as 30min')
      .option('--floor <time>', 'no interval is ever shorter')
      .option('--precision <length>', 'size of the cell of a position, such as 50m')
      .option('--fields <names>', 'beyond time and place: altitude, speed, course; or none')
      .option('--work <hours>', 'the week, such as "mon-fri 08:00-12:00,13:00-17:00; sat off"')
      .option('--exceptions <dates>', 'dates with own hours, "2026-12-24 08:00-12:00", or none')
      .option('--holidays <region>', 'such as DE-BY, dates with commas, or none')
      .option('--valid <dates>', 'first and last day, such as 2026-12-01..2027-11-30')
      .option('--review <date>', 'when a person looks again, or none')
      .option('--outside <what>', 'off, heartbeat or mileage')
      .option('--heartbeat <time>', 'how often the sign of life comes outside')
      .option('--private-switch <word>', 'whether a person may close it by hand: yes or no')
      .option('--theft <times>', 'what a declared theft opens, "5 min for 2 d", or none')
      .option('--retention <time>', 'reports are deleted after')
      .option('--recipient <name=key>', 'who may open the reports; may be given again', collect)
      .option('--name <text>', 'one line for people')
      .option('--purpose <word>', 'dispatch, proof-of-service or asset-protection')
      .option('--carried-by <word>', 'vehicle, asset or person; or none')
      .option('--zone <name>', 'time zone of the work hours');
  },
  run: async (context, [file = ''], options) => {
    const { setPolicy } = await import('../../policy/set-policy.ts');
    return setPolicy(context, file, options);
  },
};
