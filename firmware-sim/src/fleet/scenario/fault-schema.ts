import { z } from 'zod';

import { faultCatalog, isFaultName } from '../../world/faults.ts';
import { readFault } from '../../world/fault-text.ts';
import { someDurationMs, someShare, when, durationMs } from './quantity.ts';

/** What every fault says: when, and whom it hits. */
const common = {
  at: when.describe('when it begins: a duration after the start, or a UTC date'),
  groups: z.array(z.string()).min(1).optional().describe('groups that it hits; all when left out'),
  share: someShare.default(1).describe('share of their devices that it hits, chosen by the seed'),
};
const lasting = { ...common, for: someDurationMs.describe('how long it lasts') };

const wave = z.strictObject({
  share: someShare.describe('share of the devices in this wave, of all that the fault may hit'),
  after: durationMs.default(0).describe('how long after `at` the wave begins'),
});

const waves = z
  .array(wave)
  .min(1)
  .default([{ share: 1, after: 0 }])
  .refine(
    (list) => list.reduce((sum, one) => sum + one.share, 0) <= 1 + 1e-9,
    'expected waves of at most 100 % together',
  )
  .describe('who comes when: a list of {share, after}; everybody at once when left out');

const version = z
  .string()
  .regex(/^\d{1,3}\.\d{1,3}\.\d{1,5}$/u, 'expected a version such as 1.1.0')
  .describe('of the image');

/** What can be done to a fleet; each kind says in its own words what it is. */
export const faultKinds = {
  'broker-outage': z
    .strictObject({ kind: z.literal('broker-outage'), ...lasting })
    .describe('the devices have no broker; with a share of 100 % nobody has'),
  'slow-link': z
    .strictObject({
      kind: z.literal('slow-link'),
      ...lasting,
      latency: someDurationMs.describe('how much longer a packet takes, each way'),
    })
    .describe('every packet takes longer'),
  'packet-loss': z
    .strictObject({
      kind: z.literal('packet-loss'),
      ...lasting,
      loss: someShare.describe(
        'share of packets that are lost, and sent again after a timeout of TCP',
      ),
    })
    .describe('packets are lost on the way'),
  'clock-loss': z
    .strictObject({ kind: z.literal('clock-loss'), ...common })
    .describe('power and the cell of the clock chip are gone for half a minute: the date is lost'),
  'mass-reconnect': z
    .strictObject({ kind: z.literal('mass-reconnect'), ...common })
    .describe('every connection breaks at the same instant, and all devices come back'),
  'device-fault': z
    .strictObject({
      kind: z.literal('device-fault'),
      ...common,
      fault: z
        .string()
        .transform((text, context) => {
          const read = readFault(`${text}@2026-01-01`);
          if (read.ok) return { name: read.value.name, value: read.value.value };
          context.addIssue({ code: 'custom', message: `expected ${deviceFaultExample}` });
          return z.NEVER;
        })
        .describe('NAME=VALUE, as `firmware-sim faults` lists them'),
    })
    .describe('a fault of the device itself, such as power.cut=30s or flash.bad=3blocks'),
  'firmware-rollout': z
    .strictObject({
      kind: z.literal('firmware-rollout'),
      ...common,
      waves,
      version,
      image: z
        .enum(['good', 'bad'])
        .default('good')
        .describe('a bad one fails its self-test, and the devices have to go back'),
    })
    .describe('new firmware over the air: upload, trial, self-test, confirmation by signature'),
  'policy-change': z
    .strictObject({
      kind: z.literal('policy-change'),
      ...common,
      waves,
      policy: z.string().describe('file with the next policy, beside the scenario'),
    })
    .describe('a new policy, signed by both sides, to each device'),
  wipe: z
    .strictObject({ kind: z.literal('wipe'), ...common, waves })
    .describe('a signed order to delete every stored report; the device sends its receipt'),
  'foreign-order': z
    .strictObject({ kind: z.literal('foreign-order'), ...common })
    .describe('a policy that another tenant has signed, which every device has to refuse'),
} as const;

const deviceFaultExample = `one of ${Object.keys(faultCatalog).filter(isFaultName).join(', ')} with its value, as power.cut=30s`;

export const fault = z.discriminatedUnion('kind', [
  faultKinds['broker-outage'],
  faultKinds['slow-link'],
  faultKinds['packet-loss'],
  faultKinds['clock-loss'],
  faultKinds['mass-reconnect'],
  faultKinds['device-fault'],
  faultKinds['firmware-rollout'],
  faultKinds['policy-change'],
  faultKinds.wipe,
  faultKinds['foreign-order'],
]);
export type ScenarioFault = z.output<typeof fault>;
