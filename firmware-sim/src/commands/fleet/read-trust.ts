import { createPrivateKey, X509Certificate } from 'node:crypto';
import { dirname, resolve } from 'node:path';

import { DataError } from '@feierabend/protocol';

import { readRegularFile } from '../../config/regular-file.ts';
import type { LiveTrust } from '../../fleet/live/run-live.ts';
import type { ReadScenario } from '../../fleet/scenario/scenario-file.ts';
import { error, type ScenarioFinding } from '../../fleet/scenario/scenario-finding.ts';

const pemBytesMax = 64 * 1024;

/**
 * The files of `tls` of a scenario. They are read by whoever runs it, and go nowhere: neither into its digest nor to workers of a
 * queue.
 *
 * @throws DataError `FILE_NOT_READ`, `FLEET_TLS`
 */
export async function readTrust({ path, scenario }: ReadScenario): Promise<LiveTrust | undefined> {
  const { tls, duration, speed } = scenario;
  if (tls === undefined) return undefined;
  const read = (key: keyof typeof tls) => readPem(resolve(dirname(path), tls[key]), `tls.${key}`);
  const [caPem, certPem, keyText] = await Promise.all([
    read('ca'),
    read('issuer'),
    read('issuer-key'),
  ]);
  certificateOf(caPem, tls.ca);
  const issuer = certificateOf(certPem, tls.issuer);
  // As fast as the broker does: nobody knows how long that is.
  const wallMs = speed === 'real' ? duration : typeof speed === 'number' ? duration / speed : 0;
  if (Date.parse(issuer.validTo) < Date.now() + wallMs) {
    throw unfit(tls.issuer, 'a certificate that runs out before the run is over');
  }
  if (!issuer.ca) throw unfit(tls.issuer, 'a certificate that may not sign others');
  const key = keyOf(keyText, tls['issuer-key']);
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
    throw unfit(tls['issuer-key'], 'a key of another kind than P-256');
  }
  if (!issuer.checkPrivateKey(key)) {
    throw unfit(tls['issuer-key'], `not the key of ${tls.issuer}`);
  }
  const keyPem = key.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { caPem, issuer: { certPem, keyPem } };
}

async function readPem(path: string, named: string): Promise<string> {
  return (await readRegularFile(path, { bytesMax: pemBytesMax, named })).toString('utf8');
}

/** What is wrong with them, as a finding of lint. */
export async function trustFindings(read: ReadScenario): Promise<readonly ScenarioFinding[]> {
  try {
    await readTrust(read);
    return [];
  } catch (fault) {
    if (!(fault instanceof DataError)) throw fault;
    const { code, expected, came, next } = fault;
    return [error(code, 'tls', `expected ${expected}, but ${came}`, next)];
  }
}

function certificateOf(pem: string, name: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    throw unfit(name, 'no certificate in PEM', cause);
  }
}

function keyOf(pem: string, name: string) {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    throw unfit(name, 'no private key in PEM without a password', cause);
  }
}

/** Neither the sentence nor what is printed of it quotes the file. */
function unfit(name: string, came: string, cause?: unknown): DataError {
  return new DataError({
    code: 'FLEET_TLS',
    expected: 'PEM files of an authority of brokers, an authority of clients, and its P-256 key',
    came: `${name} is ${came}`,
    next: 'correct tls in the scenario; docs/fleet/scenario.md says what each file is',
    cause,
  });
}
