import type { X509Certificate } from 'node:crypto';

import {
  changeKeys,
  decodeInstructionBody,
  eeaCountries,
  encodeInstructionBody,
  equalBytes,
  keyChange,
  type ProvisioningRecord,
  type TrustedKey,
} from '@feierabend/protocol';

import type { CommandContext, Options } from '../command.ts';
import { readTrustedKey } from '../keys/read-operator-key.ts';
import { brokenChain, derOf, keyOf, namesIn, readCertificates } from './certificates.ts';
import { unfitBroker, unfitRecord } from './faults.ts';

type Broker = ProvisioningRecord['brokers'][number];

/** What makes a device a tenant's, apart from its certificate. */
export interface ProvisioningParts {
  readonly anchors: readonly Uint8Array[];
  readonly brokers: readonly Broker[];
  readonly people: readonly TrustedKey[];
}

/** Reads and checks everything that the command line names, before a port is opened. */
export async function readProvisioningParts(
  { world, clock }: CommandContext,
  options: Options,
): Promise<ProvisioningParts> {
  const list = (name: string) => (options[name] ?? []) as readonly string[];
  const brokers = list('broker').map(brokerOf);
  const anchors: Uint8Array[] = [];
  const people: TrustedKey[] = [];
  // oxlint-disable no-await-in-loop -- a few small files, in their order
  for (const file of list('anchor')) {
    const chain = readCertificates(await world.readFile(file), file);
    const broken = chain.flatMap((one) => brokenChain([one], clock.unixS()) ?? [])[0];
    if (broken !== undefined) throw unfitRecord(`valid trust anchors in ${file}`, broken);
    anchors.push(...chain.map(derOf));
  }
  for (const file of list('person')) people.push(await readTrustedKey(world, file));
  // oxlint-enable no-await-in-loop
  refusePeople(people);
  return { anchors, brokers, people };
}

function brokerOf(text: string): Broker {
  const parts = /^(?<url>mqtts:\/\/[^=\s]+)=(?<region>[A-Z]{2})$/u.exec(text)?.groups;
  const region = eeaCountries.find((country) => country === parts?.['region']);
  if (parts === undefined || region === undefined) throw unfitBroker(text);
  return { url: parts['url'] ?? '', region };
}

function keysOf(people: readonly TrustedKey[]): Uint8Array {
  return encodeInstructionBody('key-change', keyChange(people, []));
}

/** The rule that the device goes by: a key on each side, one key a person. */
function refusePeople(people: readonly TrustedKey[]): void {
  const body = decodeInstructionBody('key-change', keysOf(people));
  const ring = body.ok ? changeKeys({ keys: [], revoked: [] }, body.value) : body;
  if (!ring.ok) throw unfitRecord(`people with ${ring.fault.expected}`, ring.fault.came);
}

/**
 * The record for a device; ends with what is wrong with the certificate.
 *
 * @param asked The key of its request; a device that has its certificate gives none any more.
 */
export function recordOf(
  parts: ProvisioningParts,
  chain: readonly X509Certificate[],
  asked: { readonly publicKey: Uint8Array | undefined; readonly nowS: number },
): ProvisioningRecord {
  const [own] = chain;
  const names = own === undefined ? undefined : namesIn(own);
  if (own === undefined || names === undefined) {
    throw unfitRecord('a certificate with CN (device) and O (tenant)', 'one of them is missing');
  }
  const broken = brokenChain(chain, asked.nowS);
  if (broken !== undefined) throw unfitRecord('a certificate that holds now', broken);
  if (asked.publicKey !== undefined && !equalBytes(keyOf(own), asked.publicKey)) {
    throw unfitRecord('a certificate for the key of this device', 'it is for another key');
  }
  return {
    ten: names.tenant,
    dev: names.device,
    cert: chain.map(derOf),
    anchors: [...parts.anchors],
    brokers: [...parts.brokers],
    keys: keysOf(parts.people),
  };
}
