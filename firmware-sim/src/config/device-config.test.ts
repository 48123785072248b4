import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { loadDeviceConfig } from './device-config.ts';

const hex = (bytes: number) => 'ab'.repeat(bytes);
const good = {
  tenant: 'acme',
  device: 'van-7',
  boardId: hex(16),
  imageKeys: [hex(32)],
  trustedKeys: [{ name: 'Ada', role: 'administrator', publicKey: hex(32) }],
};
const files = { ca: 'ca.pem', cert: 'cert.pem', key: 'key.pem' };
const broker = { url: 'mqtts://localhost:8883', region: 'DE', ...files };
const network = (...brokers: object[]) => ({ ...good, network: { brokers } });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fs-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function load(config: unknown) {
  const file = join(folder, 'device.json');
  await writeFile(file, typeof config === 'string' ? config : JSON.stringify(config));
  return loadDeviceConfig(file);
}

describe('a device file', () => {
  it('names the device, its keys and the files beside it', async () => {
    for (const name of ['ca', 'cert', 'key']) await writeFile(join(folder, `${name}.pem`), name);
    await writeFile(join(folder, 'factory.img'), 'image');
    const second = { ...broker, url: 'mqtts://localhost:8884', region: 'AT' };
    const config = await load({
      ...good,
      network: { brokers: [broker, second], mqttVersions: ['3.1.1', '5'] },
      factoryImage: 'factory.img',
    });
    expect(config.provisioning).toMatchObject({ tenant: 'acme', device: 'van-7' });
    expect(config.provisioning?.trustedKeys[0]?.keyId).toMatch(/^[0-9a-f]{16}$/u);
    expect(config.network).toMatchObject({
      tenant: 'acme',
      device: 'van-7',
      brokers: [
        { url: broker.url, caPem: 'ca', keyPem: 'key' },
        { url: second.url, certPem: 'cert' },
      ],
      versions: ['3.1.1', '5'],
    });
    expect(Buffer.from(config.factoryImage ?? []).toString()).toBe('image');
  });

  it('may leave the board blank, with a boot loader that knows its keys', async () => {
    const config = await load({ boardId: hex(16), imageKeys: [hex(32)] });
    expect(config.provisioning).toBeUndefined();
    expect(config.trust.publicKeys).toHaveLength(1);
  });

  it.each<[string, unknown, RegExp]>([
    ['no JSON', '{', /it is not JSON/u],
    ['a missing name', { ...good, device: undefined }, /together, or none of them/u],
    ['a name that is no topic level', { ...good, device: 'van/7' }, /lower-case letters/u],
    ['a short key', { ...good, imageKeys: ['ab'] }, /in imageKeys\.0: expected 32 bytes/u],
    [
      'an unknown role',
      { ...good, trustedKeys: [{ ...good.trustedKeys[0], role: 'boss' }] },
      /role/u,
    ],
    ['a field of its own', { ...good, polcy: 1 }, /polcy/u],
    ['a broker without TLS', network({ ...broker, url: 'mqtt://x:1' }), /mqtts/u],
    ['a broker outside the EEA', network({ ...broker, region: 'US' }), /one of the EU or the EEA/u],
    [
      'a broker of no place',
      network({ ...broker, region: undefined }),
      /region: expected the coun/u,
    ],
    ['a broker named twice', network(broker, broker), /the same host and port/u],
    ['a network without a broker', network(), /in network\.brokers/u],
    [
      'an MQTT nobody speaks',
      { ...good, network: { brokers: [broker], mqttVersions: ['3'] } },
      /3\.1/u,
    ],
    ['a certificate that is not there', network(broker), /ca\.pem, but the system said ENOENT/u],
  ])('with %s is refused in one sentence', async (_name, config, sentence) => {
    await expect(load(config)).rejects.toThrow(sentence);
  });
});
