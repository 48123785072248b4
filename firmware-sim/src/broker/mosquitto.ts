import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { LinkError } from '@feierabend/protocol';
import { stringify } from 'yaml';

import type { RunRegistry } from '../reaper/run-registry.ts';
import { writeWhole } from '../page/whole-file.ts';
import { freePort } from './free-port.ts';
import type { Identity } from './identity.ts';
import { mosquittoFiles } from './mosquitto-config.ts';
import { loadTenants } from './tenants-file.ts';
import type { BrokerPki } from './tls-server.ts';

const startDeadlineMs = 5000;

export interface MosquittoOptions {
  readonly pki: BrokerPki;
  readonly identities: readonly Identity[];
  /** Name or path; looked for in the search path. */
  readonly program?: string;
  readonly registry?: RunRegistry | undefined;
}

/** A mosquitto of one's own as a child process, on the very files that `hil broker-config` writes for a customer. */
export class Mosquitto {
  readonly port: number;
  readonly log: string[] = [];
  readonly #folder: string;
  readonly #program: string;
  readonly #registry: RunRegistry | undefined;
  #child: ChildProcess | undefined;
  #tellGone: (came: string) => void = () => {};
  /** Resolves, with what happened, when it has ended by itself. */
  readonly gone = new Promise<string>((resolve) => {
    this.#tellGone = resolve;
  });

  private constructor(folder: string, port: number, options: MosquittoOptions) {
    this.#folder = folder;
    this.port = port;
    this.#program = options.program ?? 'mosquitto';
    this.#registry = options.registry;
  }

  static async start(options: MosquittoOptions): Promise<Mosquitto> {
    const { pki, identities, registry } = options;
    const folder = await mkdtemp(join(tmpdir(), 'mosquitto-'));
    registry?.addFolder(folder);
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
    const tenants = await loadTenants(await put('tenants.yaml', stringify(list)));
    const files = Object.entries(mosquittoFiles(tenants, folder));
    await Promise.all(files.map(([name, text]) => writeWhole(join(folder, name), text)));
    // Started by root it gives up its rights before it reads the files.
    await chmod(folder, 0o755);
    const broker = new Mosquitto(folder, port, options);
    try {
      await broker.up();
    } catch (error) {
      await broker.stop();
      throw error;
    }
    return broker;
  }

  /** Starts it, again on the port it had. */
  async up(): Promise<void> {
    const child = spawn(this.#program, ['-c', join(this.#folder, 'mosquitto.conf')], {
      stdio: 'pipe',
    });
    this.#child = child;
    if (this.#registry?.addChild(child.pid) === false) child.kill('SIGKILL');
    child.once('exit', (code, signal) => {
      this.#registry?.removeChild(child.pid);
      if (this.#child === child) this.#tellGone(`${this.#program} ended with ${code ?? signal}`);
    });
    child.on('error', (error) => this.log.push(error.message));
    const note = (chunk: Buffer): void => void this.log.push(chunk.toString());
    child.stdout.on('data', note);
    child.stderr.on('data', note);
    // Where there is no such program there is no exit either, only an error.
    const failed = once(child, 'exit').then(
      () => false,
      () => false,
    );
    const deadline = AbortSignal.timeout(startDeadlineMs);
    while (!(await Promise.race([listens(this.port), failed]))) {
      if (child.exitCode === null && !deadline.aborted) continue;
      throw new LinkError({
        code: 'BROKER_START',
        expected: `${this.#program} to listen within ${startDeadlineMs / 1000} s`,
        came: this.log.join(' ').slice(-400) || 'it printed nothing',
        next: 'run it by hand with the same configuration, or install it (apt-get install mosquitto)',
      });
    }
  }

  /** Ends it as a crash would. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }

  async stop(): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function tenantsOf(identities: readonly Identity[]) {
  const tenants: Record<string, { devices: string[]; controllers: string[] }> = {};
  for (const { tenant, name, role } of identities) {
    const people = (tenants[tenant] ??= { devices: [], controllers: [] });
    (role === 'device' ? people.devices : people.controllers).push(name);
  }
  return tenants;
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
