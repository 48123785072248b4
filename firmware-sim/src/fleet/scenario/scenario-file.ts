import { createHash } from 'node:crypto';
import { basename, dirname, resolve } from 'node:path';

import { deriveKeyPair, type CompiledPolicy } from '@feierabend/protocol';
import {
  compilePolicy,
  parsePolicyWithHolidays,
  type PolicySource,
} from '@feierabend/protocol/policy-source';

import { readRegularFile } from '../../config/regular-file.ts';
import { parseFile, type FileKind } from '../../config/schema-file.ts';
import { readNmeaLog, type NmeaLog } from '../../replay/nmea-log.ts';
import { noPolicy, publicHolidays } from '../../world/policy-text.ts';
import { scenarioShape, type Scenario } from './scenario-schema.ts';

const scenarioKind: FileKind<typeof scenarioShape> = {
  schema: scenarioShape,
  code: 'SCENARIO_FILE',
  what: 'a fleet scenario',
  next: 'correct the file; docs/fleet/scenario.md has every field',
};

/** Of a scenario or a policy. */
const textBytesMax = 1024 * 1024;
const logBytesMax = 512 * 1024 * 1024;

export interface ReadPolicy {
  readonly source: PolicySource;
  readonly compiled: CompiledPolicy;
}

/** A scenario and every file it names. */
export interface ReadScenario {
  readonly path: string;
  readonly scenario: Scenario;
  /** By the name in the scenario. */
  readonly policies: ReadonlyMap<string, ReadPolicy>;
  readonly logs: ReadonlyMap<string, NmeaLog>;
  /** SHA-256 of all of it, in hexadecimal. */
  readonly digest: string;
}

/** Throws DataError `SCENARIO_FILE`, `FILE_NOT_READ`, `NMEA_...`, or that of a policy. */
export async function readScenario(path: string): Promise<ReadScenario> {
  const text = await readRegularFile(path, { bytesMax: textBytesMax });
  const scenario = parseFile(text.toString('utf8'), basename(path), scenarioKind);
  const hash = createHash('sha256').update(text);
  const folder = dirname(path);
  const policies = new Map<string, ReadPolicy>();
  for (const name of policyNames(scenario)) {
    // One after the other, so that the digest does not depend on the disk.
    // oxlint-disable-next-line no-await-in-loop
    const bytes = await readRegularFile(resolve(folder, name), { bytesMax: textBytesMax });
    hash.update(bytes);
    // oxlint-disable-next-line no-await-in-loop
    policies.set(name, await readPolicy(bytes.toString('utf8'), name));
  }
  const logs = new Map<string, NmeaLog>();
  for (const name of logNames(scenario)) {
    // oxlint-disable-next-line no-await-in-loop
    const bytes = await readRegularFile(resolve(folder, name), { bytesMax: logBytesMax });
    hash.update(bytes);
    logs.set(name, readNmeaLog(bytes, { name }));
  }
  return { path, scenario, policies, logs, digest: hash.digest('hex') };
}

function policyNames({ groups, faults }: Scenario): string[] {
  const changes = faults.flatMap((fault) => (fault.kind === 'policy-change' ? [fault.policy] : []));
  return [...new Set([...groups.map(({ policy }) => policy), ...changes])];
}

function logNames({ groups }: Scenario): string[] {
  const logs = groups.flatMap(({ track }) => (typeof track === 'string' ? [] : [track.log]));
  return [...new Set(logs)];
}

async function readPolicy(text: string, name: string): Promise<ReadPolicy> {
  const parsed = await parsePolicyWithHolidays(text, name, publicHolidays);
  if (parsed.ok) {
    const { source } = parsed;
    // Keys of recipients are made for the run, so a file may do without them.
    const recipients = source.recipients.map((one) => ({ ...one, publicKey: keyFor(one.name) }));
    return { source, compiled: compilePolicy({ ...source, recipients }) };
  }
  throw noPolicy(name, parsed.problems);
}

function keyFor(recipient: string): Uint8Array {
  return deriveKeyPair(createHash('sha256').update(recipient).digest()).publicKey;
}
