import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { SeededDefect, SeededRandom } from '@feierabend/firmware-sim';
import {
  deriveKeyPair,
  InternalError,
  readTrustedKeyFile,
  toHex,
  type HpkeKeyPair,
} from '@feierabend/protocol';

import type { TestPki } from '@feierabend/firmware-sim/pki/test-pki';
import { writeCredentials } from '@feierabend/firmware-sim/pki/run-folder';

export const tenant = 'musterbetrieb';
export const device = 'van-17';
export const controllerName = 'fleet-office';
export const boardId = 'f5a1c0de-17aa-4e0d-8a5e-0123456789ab';

/** Firmware as large as a real tracker's. */
const imageBodyBytes = 131_072;
/** Its name in the folder of the images. */
export const factoryImage = 'factory.img';

/** Keys and files of one tenant with one tracker, made for one run. */
export interface TenantKit {
  readonly configFile: string;
  readonly imageTrustFile: string;
  readonly releaseImage: string;
  /** Signs images that the trackers of this run take. */
  readonly imageKey: string;
  readonly adminKey: string;
  readonly councilKey: string;
  /** The controller's key pair: only it opens the reports. */
  readonly recipient: HpkeKeyPair;
}

export interface TenantKitParts {
  /** For secrets; removed after the run. */
  readonly secretFolder: string;
  /** For what the reader may keep. */
  readonly outFolder: string;
  readonly steps: { quiet(...argv: readonly string[]): Promise<unknown> };
  readonly random: SeededRandom;
  /** What the release does wrong on purpose. */
  readonly defects: readonly SeededDefect[];
  /** What the firmware it leaves the factory with does wrong, too. */
  readonly factoryDefects?: readonly SeededDefect[];
  /** Where the tracker reports to; without it the tracker has no modem. */
  readonly network?: {
    readonly pki: TestPki;
    readonly broker: { readonly url: string };
    /** Where it goes when that one does not answer. */
    readonly second?: { readonly url: string } | undefined;
  };
}

/** Makes everything with the flasher's own commands, and writes the device file of the virtual tracker. */
export async function makeTenantKit(parts: TenantKitParts): Promise<TenantKit> {
  const { secretFolder, outFolder, steps } = parts;
  const secret = (name: string): string => join(secretFolder, name);
  const imageKey = secret('image-signing.pem');
  const kit = {
    configFile: secret('device.json'),
    imageTrustFile: secret('image-signing.pub.pem'),
    imageKey,
    releaseImage: join(outFolder, 'firmware-1.1.0.img'),
    adminKey: secret('admin.key.json'),
    councilKey: secret('council.key.json'),
    recipient: deriveKeyPair(parts.random.bytes(32)),
  };
  await mkdir(secretFolder, { recursive: true, mode: 0o700 });
  await steps.quiet('image', 'keygen', imageKey);
  await makePerson(steps, kit.adminKey, 'A. Admin', 'administrator');
  await makePerson(steps, kit.councilKey, 'B. Rat', 'council');
  await buildImages(steps, imageKey, {
    factory: { file: secret(factoryImage), defects: parts.factoryDefects ?? [] },
    release: { file: kit.releaseImage, defects: parts.defects },
  });
  await writeDeviceFile(parts, kit, { device, file: kit.configFile });
  return kit;
}

/** Their keys live as long as the run, so there is no passphrase. */
function makePerson(
  steps: TenantKitParts['steps'],
  file: string,
  name: string,
  role: 'administrator' | 'council',
) {
  return steps.quiet('policy', 'keygen', file, '--name', name, '--role', role, '--unencrypted');
}

interface ImageFile {
  readonly file: string;
  /** What it does wrong on purpose. */
  readonly defects: readonly SeededDefect[];
}

/** What every tracker leaves the factory with, and the release that comes after it. */
export async function buildImages(
  steps: TenantKitParts['steps'],
  imageKey: string,
  { factory, release }: { readonly factory: ImageFile; readonly release: ImageFile },
): Promise<void> {
  await buildImage(steps, imageKey, { ...factory, version: '1.0.0', counter: '1' });
  await buildImage(steps, imageKey, { ...release, version: '1.1.0', counter: '2' });
}

function buildImage(
  steps: TenantKitParts['steps'],
  key: string,
  image: { file: string; version: string; counter: string; defects?: readonly SeededDefect[] },
) {
  const { file, version, counter, defects = [] } = image;
  const signed = ['--key', key, '--version', version, '--counter', counter, '--board', boardId];
  const body = ['--sim', '--size', String(imageBodyBytes), '--force'];
  const seeded = defects.flatMap((name) => ['--defect', name]);
  return steps.quiet('image', 'build', file, ...signed, ...body, ...seeded);
}

/** Where a device keeps its secrets, and where the image lies that it leaves the factory with. */
export interface DevicePlace extends Pick<TenantKitParts, 'secretFolder' | 'network'> {
  /** The secret folder when left out. */
  readonly imageFolder?: string;
}

const factoryImageIn = ({ imageFolder, secretFolder }: DevicePlace): string =>
  join(imageFolder ?? secretFolder, factoryImage);

/** The file of the same board before it was anybody's: it runs firmware, and obeys nobody. */
export async function writeBlankFile(
  place: DevicePlace,
  kit: TenantKit,
  file: string,
): Promise<void> {
  const config = {
    boardId: boardId.replaceAll('-', ''),
    imageKeys: [await rawPublicKey(kit.imageTrustFile)],
    factoryImage: factoryImageIn(place),
  };
  await writeFile(file, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 });
}

/** The file a virtual tracker of this tenant starts from: its names, whom it obeys, what it runs, where it reports to. */
export async function writeDeviceFile(
  parts: DevicePlace,
  kit: TenantKit,
  { device: name, file }: { readonly device: string; readonly file: string },
): Promise<void> {
  const brokers = await brokerEntries(parts, name);
  const config = {
    tenant,
    device: name,
    boardId: boardId.replaceAll('-', ''),
    imageKeys: [await rawPublicKey(kit.imageTrustFile)],
    trustedKeys: await Promise.all([kit.adminKey, kit.councilKey].map(trustedKey)),
    factoryImage: factoryImageIn(parts),
    ...(brokers === undefined ? {} : { network: { brokers } }),
  };
  await writeFile(file, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 });
  await chmod(file, 0o600);
}

async function brokerEntries(
  { secretFolder, network }: Pick<TenantKitParts, 'secretFolder' | 'network'>,
  name: string,
) {
  if (network === undefined) return undefined;
  const { pki, broker, second } = network;
  const credentials = await pki.issueDevice(tenant, name);
  const tls = await writeCredentials(secretFolder, name, { ...credentials, caPem: pki.caPem });
  // The broker runs beside the demonstration, wherever that is.
  const region = 'DE';
  const same = { region, ca: tls.caFile, cert: tls.certFile, key: tls.keyFile };
  return [broker, ...(second === undefined ? [] : [second])].map(({ url }) => ({ url, ...same }));
}

/** The last 32 bytes of an Ed25519 SubjectPublicKeyInfo (RFC 8410) are the key. */
async function rawPublicKey(pemFile: string): Promise<string> {
  const pem = await readFile(pemFile, 'utf8');
  const der = Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/gu, ''), 'base64');
  return der.subarray(-32).toString('hex');
}

async function trustedKey(keyFile: string) {
  const key = readTrustedKeyFile(await readFile(keyFile, 'utf8'));
  if (!key.ok) throw new InternalError(`a key made for this run is unreadable: ${key.fault.came}`);
  const { name, role, publicKey } = key.value;
  return { name, role, publicKey: toHex(publicKey) };
}
