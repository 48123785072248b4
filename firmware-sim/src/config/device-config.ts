import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

import {
  DataError,
  fromHex,
  isOperatorName,
  keyIdOf,
  operatorRoles,
  toHex,
} from '@feierabend/protocol';
import { z } from 'zod';

import type { MqttLinkOptions } from '../adapters/mqtt/mqtt-link.ts';
import type { Provisioning } from '../core/identity/identity.ts';
import type { ImageTrust } from '../core/boot/image-slots.ts';
import { loadNetwork, networkFile } from './network-config.ts';

const hexBytes = (length: number) =>
  z
    .string()
    .transform((text) => fromHex(text) ?? new Uint8Array())
    .refine((bytes) => bytes.length === length, `expected ${length} bytes in hexadecimal`);

const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/u, 'expected lower-case letters, digits, dashes');

/** The file that describes one virtual tracker (docs/firmware/device-config.md). Paths are relative to the file. */
const deviceConfigFile = z
  .strictObject({
    tenant: name.optional(),
    device: name.optional(),
    boardId: hexBytes(16),
    /** Ed25519 keys whose firmware the boot loader starts. */
    imageKeys: z.array(hexBytes(32)).min(1).max(8),
    /** Whose instructions the device obeys. */
    trustedKeys: z
      .array(
        z.strictObject({
          name: z.string().refine(isOperatorName, 'expected a name of 1 to 64 bytes'),
          role: z.enum(operatorRoles),
          publicKey: hexBytes(32),
        }),
      )
      .max(16)
      .optional(),
    /** A signed image that the factory programmed. */
    factoryImage: z.string().optional(),
    network: networkFile.optional(),
  })
  .refine(
    ({ tenant, device, trustedKeys, network }) =>
      (tenant === undefined) === (device === undefined) &&
      (tenant === undefined) === (trustedKeys === undefined) &&
      (network === undefined || tenant !== undefined),
    'expected tenant, device and trustedKeys together, or none of them and no network',
  );

export interface DeviceConfig {
  readonly trust: ImageTrust;
  /** Undefined on a board that was never provisioned. */
  readonly provisioning: Provisioning | undefined;
  readonly factoryImage: Uint8Array | undefined;
  readonly network: MqttLinkOptions | undefined;
}

/**
 * Reads a device file and what it names. Throws {@link DataError} `DEVICE_CONFIG` with the first thing that is wrong, and
 * UsageError `MQTT_URL` for a broker that is none.
 */
export async function loadDeviceConfig(path: string): Promise<DeviceConfig> {
  const parsed = deviceConfigFile.safeParse(parseJson(path, await readText(path)));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw unfit(path, `in ${issue?.path.join('.') || 'it'}: ${issue?.message ?? 'it is invalid'}`);
  }
  const { tenant, device, boardId, imageKeys, trustedKeys, factoryImage, network } = parsed.data;
  const names = tenant === undefined || device === undefined ? undefined : { tenant, device };
  const beside = (file: string): string => resolve(dirname(path), file);
  const pem = (file: string): Promise<string> => readText(beside(file));
  return {
    trust: { publicKeys: imageKeys, boardId },
    provisioning: names && {
      ...names,
      trustedKeys: (trustedKeys ?? []).map((key) => ({
        ...key,
        keyId: toHex(keyIdOf(key.publicKey)),
      })),
    },
    factoryImage: factoryImage === undefined ? undefined : await readBytes(beside(factoryImage)),
    network:
      network === undefined || names === undefined
        ? undefined
        : await loadNetwork(network, names, pem),
  };
}

async function readText(path: string): Promise<string> {
  return new TextDecoder().decode(await readBytes(path));
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    const { code = 'it could not be read' } = cause as NodeJS.ErrnoException;
    throw unfit(path, `the system said ${code}`);
  }
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unfit(path, 'it is not JSON');
  }
}

function unfit(path: string, came: string): DataError {
  return new DataError({
    code: 'DEVICE_CONFIG',
    expected: `a device file at ${path}`,
    came,
    next: 'compare it with docs/firmware/device-config.md',
  });
}
