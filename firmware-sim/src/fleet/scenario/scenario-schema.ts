import { z } from 'zod';

import { assertion } from './assertion.ts';
import { fault } from './fault-schema.ts';
import { isDefect } from './fleet-defects.ts';
import { durationMs, instantS, someDurationMs } from './quantity.ts';

/** More than a year of a device is another question: `firmware-sim simulate`. */
const durationMsMax = 400 * 86_400_000;
const devicesMax = 10_000_000;

const name = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,30}$/u, 'expected a name of a to z, 0 to 9 and "-"');

const track = z
  .union(
    [
      z.enum(['city', 'parked']),
      z.strictObject({ log: z.string().describe('recorded NMEA 0183 log, beside the scenario') }),
    ],
    'expected city, parked, or {log: FILE}',
  )
  .describe('where the vehicle is: `city` generates working days, `parked` stays, or {log: FILE}');

const group = z.strictObject({
  name: name.describe('in reports, and in the names of the devices'),
  devices: z.number().int().min(0).max(devicesMax).describe('how many'),
  tenant: name.default('acme').describe('whose they are: keys, topics and policies are per tenant'),
  policy: z.string().describe('policy file (YAML), beside the scenario'),
  track: track.default('city'),
  defects: z
    .array(z.string().refine(isDefect, 'there is no such seeded defect'))
    .default([])
    .describe(
      'seeded defects of the firmware, to see that the run finds them (docs/hil/mutants.md); lint says which a fleet cannot show',
    ),
});

const speed = z
  .union(
    [
      z.enum(['virtual', 'fast', 'real']),
      z
        .string()
        .regex(/^x\d{1,5}$/u)
        .transform((text) => Number(text.slice(1)))
        .refine((factor) => factor >= 1, 'expected a factor of at least x1'),
    ],
    'expected virtual, fast, real, or a factor such as x60',
  )
  .describe(
    '`virtual` computes as fast as it can and needs no network; `fast` does so through a broker; `real` or a factor goes by the clock',
  );

const brokerUrlExpected = 'expected mqtts://host:port and nothing else: devices have certificates';
const brokerUrl = z
  .string(brokerUrlExpected)
  .refine((text) => URL.canParse(text) && /^mqtts:\/\/[^/?#@]+\/?$/u.test(text), brokerUrlExpected);

const brokers = z
  .union(
    [z.enum(['none', 'embedded', 'mosquitto']), z.array(brokerUrl).min(1).max(4)],
    'expected none, embedded, mosquitto, or a list of mqtts://host:port',
  )
  .describe(
    '`none` in virtual time; else `embedded`, `mosquitto` of this machine, or up to four URLs in the order of preference',
  );

const tls = z.strictObject({
  ca: z.string().describe('certificates of those who sign for the brokers, PEM'),
  issuer: z
    .string()
    .describe('certificate of an authority that the brokers trust to sign for clients, PEM'),
  'issuer-key': z
    .string()
    .describe('its private key (P-256): the run makes a certificate for each device, in memory'),
  sessions: z
    .enum(['resumed', 'full'])
    .default('resumed')
    .describe(
      '`full`: a device that comes back shows its certificate again, as a tracker does; it costs both sides twice as much',
    ),
});

const nothingAsserted =
  'expected a list of what has to hold, at least `fixes > 0` and `leaks == 0`: a run that asserts nothing would be green whatever it found';

/** What people write into a scenario file. Keys that are not here are a mistake. */
export const scenarioShape = z.strictObject({
  fleet: z.literal(1).describe('version of this format'),
  name: z.string().min(1).max(80).describe('of the scenario, for the report'),
  seed: z.number().int().min(0).max(0xffff_ffff).default(1).describe('everything comes from it'),
  from: instantS.describe('first instant, UTC'),
  duration: someDurationMs
    .refine((ms) => ms >= 1000 && ms <= durationMsMax, 'expected 1 s to 400 d')
    .describe('of the run'),
  speed: speed.default('virtual'),
  ramp: durationMs.default(0).describe('the devices are switched on evenly over this time'),
  brokers: brokers.default('none'),
  tls: tls.optional().describe('files for brokers of others, beside the scenario'),
  mqtt: z.enum(['3.1.1', '5']).default('3.1.1').describe('version of MQTT, with a broker'),
  groups: z.array(group).min(1).describe('who is in the fleet'),
  faults: z.array(fault).default([]).describe('what happens to it, and when'),
  assertions: z
    .array(assertion, nothingAsserted)
    .min(1, nothingAsserted)
    .describe('what has to hold at the end: `leaks == 0`, `p99 delivery < 5 s`'),
});
export type Scenario = z.output<typeof scenarioShape>;
