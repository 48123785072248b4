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

import type { TestPki } from '../pki/test-pki.ts';
import type { Identity } from './identity.ts';
import { mosquittoAcl, mosquittoConfig } from './mosquitto-config.ts';

const startDeadlineMs = 5000;

export interface MosquittoOptions {
  readonly pki: TestPki;
  readonly identities: readonly Identity[];
  /** Further lines of the configuration. */
  readonly extra?: readonly string[];
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

  static async start({ pki, identities, extra = [] }: MosquittoOptions): Promise<Mosquitto> {
    const folder = await mkdtemp(join(tmpdir(), 'mosquitto-'));
    const files = {
      port: await freePort(),
      caFile: join(folder, 'ca.pem'),
      certFile: join(folder, 'server.pem'),
      keyFile: join(folder, 'server.key.pem'),
      aclFile: join(folder, 'acl'),
    };
    await writeFile(files.caFile, pki.caPem);
    await writeFile(files.certFile, pki.server.certPem);
    await writeFile(files.keyFile, pki.server.keyPem);
    await writeFile(files.aclFile, mosquittoAcl(identities));
    await writeFile(
      join(folder, 'conf'),
      mosquittoConfig(files) + extra.map((line) => `${line}\n`).join(''),
    );
    // Started by root it gives up its rights before it reads the files.
    await chmod(folder, 0o755);
    const broker = new Mosquitto(folder, files.port);
    await broker.up();
    return broker;
  }

  /** Starts it, again on the port it had. */
  async up(): Promise<void> {
    const child = spawn('mosquitto', ['-c', join(this.#folder, 'conf')], { stdio: 'pipe' });
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
