import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { connectAsync } from 'mqtt';

import { freePort } from '../../src/broker/free-port.ts';
import type { BrokerPki } from '../../src/broker/tls-server.ts';

const startDeadlineMs = 5000;

/**
 * A mosquitto for the bench only: beside the TLS port with certificates it listens in plain, and it has no access rules, because
 * the clients are measured and not the broker.
 */
export class BenchBroker {
  readonly folder = mkdtempSync(join(tmpdir(), 'bench-fleet-'));
  plainPort = 0;
  tlsPort = 0;
  #child: ChildProcess | undefined;

  async start(pki: BrokerPki): Promise<void> {
    [this.plainPort, this.tlsPort] = [await freePort(), await freePort()];
    const put = (name: string, text: string) => {
      writeFileSync(join(this.folder, name), text, { mode: 0o600 });
      return join(this.folder, name);
    };
    const lines = [
      'per_listener_settings true',
      `user ${userInfo().username}`,
      'set_tcp_nodelay true',
      'max_connections -1',
      'persistence false',
      'log_type none',
      `listener ${this.plainPort} 127.0.0.1`,
      'allow_anonymous true',
      `listener ${this.tlsPort} 127.0.0.1`,
      `cafile ${put('ca.pem', pki.caPem)}`,
      `certfile ${put('server.pem', pki.server.certPem)}`,
      `keyfile ${put('server.key.pem', pki.server.keyPem)}`,
      'tls_version tlsv1.2',
      'require_certificate true',
      'use_subject_as_username true',
    ];
    const config = put('mosquitto.conf', `${lines.join('\n')}\n`);
    const child = spawn('mosquitto', ['-c', config], {
      stdio: 'ignore',
      env: { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin` },
    });
    this.#child = child;
    const ended = once(child, 'exit').then(() => {
      throw new TypeError('mosquitto ended: is it installed (apt-get install mosquitto)?');
    });
    await Promise.race([ended, this.#listening()]);
    ended.catch(() => undefined);
  }

  /** A reader who is away: MQTT 5 tells who publishes for nobody. What is kept for it is cut off soon. */
  async keepReader(): Promise<void> {
    const reader = await connectAsync(`mqtt://127.0.0.1:${this.plainPort}`, {
      protocolVersion: 5,
      clientId: 'office',
      clean: false,
      properties: { sessionExpiryInterval: 3600 },
    });
    await reader.subscribeAsync('feierabend/1/+/+/+', { qos: 1 });
    await reader.endAsync();
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (child?.exitCode === null) {
      child.kill();
      await once(child, 'exit');
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #listening(): Promise<void> {
    const deadlineMs = performance.now() + startDeadlineMs;
    while (performance.now() < deadlineMs) {
      const socket = connect(this.tlsPort, '127.0.0.1');
      // oxlint-disable-next-line no-await-in-loop -- one attempt after the other
      const isThere = await once(socket, 'connect').then(
        () => true,
        () => false,
      );
      socket.destroy();
      if (isThere) return;
      // oxlint-disable-next-line no-await-in-loop -- see above
      await sleep(50);
    }
    throw new TypeError(`mosquitto does not listen within ${startDeadlineMs} ms`);
  }
}
