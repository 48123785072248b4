/** A mosquitto of one's own as a child process: only for tests that may need programs of the system. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { InternalError } from '@feierabend/protocol';
import { stringify } from 'yaml';

import type { TestPki } from '../pki/test-pki.ts';
import { runHil } from '../program.ts';
import type { Identity } from './identity.ts';

const startDeadlineMs = 5000;

export interface MosquittoOptions {
  readonly pki: TestPki;
  readonly identities: readonly Identity[];
}

export class Mosquitto {
  readonly port: number;
  readonly log: string[] = [];
  readonly #folder: string;
  #child: ChildProcess | undefined;

  private constructor(folder: string, port: number) {
    this.#folder = folder;
    this.port = port;
  }

  static async start({ pki, identities }: MosquittoOptions): Promise<Mosquitto> {
    const folder = await mkdtemp(join(tmpdir(), 'mosquitto-'));
    const port = await freePort();
    const put = async (name: string, text: string): Promise<string> => {
      await writeFile(join(folder, name), text);
      return join(folder, name);
    };
    const list = {
      'feierabend-tenants': 1,
      broker: {
        address: '127.0.0.1',
        port,
        ca: await put('ca.pem', pki.caPem),
        cert: await put('server.pem', pki.server.certPem),
        key: await put('server.key.pem', pki.server.keyPem),
      },
      tenants: tenantsOf(identities),
    };
    await writeBrokerFiles(await put('tenants.yaml', stringify(list)), folder);
    // Started by root it gives up its rights before it reads the files.
    await chmod(folder, 0o755);
    const broker = new Mosquitto(folder, port);
    await broker.up();
    return broker;
  }

  /** Starts it, again on the port it had. */
  async up(): Promise<void> {
    const child = spawn('mosquitto', ['-c', join(this.#folder, 'mosquitto.conf')], {
      stdio: 'pipe',
    });
    this.#child = child;
    const note = (chunk: Buffer): void => void this.log.push(chunk.toString());
    child.stdout.on('data', note);
    child.stderr.on('data', note);
    const failed = once(child, 'exit').then(() => false);
    const deadline = AbortSignal.timeout(startDeadlineMs);
    while (!(await Promise.race([listens(this.port), failed]))) {
      if (child.exitCode === null && !deadline.aborted) continue;
      throw new InternalError(`mosquitto did not start: ${this.log.join(' ')}`);
    }
  }

  /** Ends it as a crash would. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** As somebody who deploys it does: the broker then runs on the very files that `hil broker-config` writes. */
async function writeBrokerFiles(tenantsFile: string, folder: string): Promise<void> {
  let said = '';
  const sink = { write: (text: string) => void (said += text) };
  const exitCode = await runHil(
    ['broker-config', 'mosquitto', '--tenants', tenantsFile, '--out', folder],
    {
      stdout: sink,
      stderr: sink,
      signal: new AbortController().signal,
      now: () => 0,
      host: { execPath: process.execPath, platform: process.platform, nodeVersion: 'test' },
    },
  );
  if (exitCode !== 0) throw new InternalError(`hil broker-config ended with ${exitCode}: ${said}`);
}

function tenantsOf(identities: readonly Identity[]) {
  const tenants: Record<string, { devices: string[]; controllers: string[] }> = {};
  for (const { tenant, name, role } of identities) {
    const people = (tenants[tenant] ??= { devices: [], controllers: [] });
    (role === 'device' ? people.devices : people.controllers).push(name);
  }
  return tenants;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
