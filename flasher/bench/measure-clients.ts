import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { clients, type Client } from './clients.ts';
import { RealLine, type RealLineOptions } from './real-line.ts';

export interface ClientRow extends RealLineOptions {
  readonly name: string;
  readonly from: string;
  readonly version: string | null;
  readonly uploadS: number | null;
  readonly requests: number | null;
  readonly wireBytes: number | null;
  readonly shareOfModel: number | null;
  /** What the table says. */
  readonly sentence: string;
}

/** Lets every client that is installed upload the image over a line of its own. */
export async function* measureClients(
  image: Uint8Array,
  line: RealLineOptions,
  modelS: number,
): AsyncGenerator<ClientRow> {
  const folder = await mkdtemp(join(tmpdir(), 'clients-'));
  const file = join(folder, 'reference.bin');
  await writeFile(file, image);
  try {
    for (const client of clients) yield await measure(client, { file, image, line, modelS });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Subject {
  readonly file: string;
  readonly image: Uint8Array;
  readonly line: RealLineOptions;
  readonly modelS: number;
}

async function measure(client: Client, { file, image, line, modelS }: Subject): Promise<ClientRow> {
  const { name, from } = client;
  const nothing = { uploadS: null, requests: null, wireBytes: null, shareOfModel: null };
  const version = (await client.version()) ?? null;
  if (version === null) {
    return { ...line, name, from, version, ...nothing, sentence: `not installed (${from})` };
  }
  const real = await new RealLine(line).start();
  try {
    await client.upload({ ...line, port: real.port, file });
    if (real.device.slots.uploadedBytes !== image.length) {
      return { ...line, name, from, version, ...nothing, sentence: 'ended, but not all arrived' };
    }
    const { uploadS, requests } = real;
    const wireBytes = real.line.toDevice.bytes;
    const shareOfModel = modelS / uploadS;
    const sentence =
      `${uploadS.toFixed(2).padStart(6)} s = ${(100 * shareOfModel).toFixed(1).padStart(5)} % of the model, ` +
      `${requests} requests, ${wireBytes} bytes to the device (${version})`;
    return { ...line, name, from, version, uploadS, requests, wireBytes, shareOfModel, sentence };
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n').at(-1) ?? '') : String(error);
    return { ...line, name, from, version, ...nothing, sentence: `failed: ${why}` };
  } finally {
    await real.stop();
  }
}
