import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { UsageError } from '@feierabend/protocol';

import type { FleetMetrics } from './fleet-metrics.ts';

/** Where Prometheus looks, on this machine only, as long as a run goes on. */
export class MetricsServer {
  readonly url: string;
  readonly #server: Server;

  private constructor(server: Server) {
    const { port } = server.address() as AddressInfo;
    this.url = `http://127.0.0.1:${port}/metrics`;
    this.#server = server;
  }

  /** Throws {@link UsageError} `FLEET_METRICS_PORT`. Port 0 is any that is free. */
  static async start(metrics: FleetMetrics, port: number): Promise<MetricsServer> {
    const server = createServer((request, response) => {
      if (request.url?.split('?', 1)[0] !== '/metrics') {
        response.writeHead(404, { 'content-type': 'text/plain' }).end('see /metrics\n');
        return;
      }
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        response.writeHead(405, { allow: 'GET, HEAD' }).end();
        return;
      }
      metrics.text().then(
        (text) => response.writeHead(200, { 'content-type': metrics.contentType }).end(text),
        () => response.writeHead(500).end(),
      );
    });
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, '127.0.0.1', resolve);
      });
    } catch (cause) {
      throw refused(port, cause);
    }
    return new MetricsServer(server);
  }

  async stop(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }
}

function refused(port: number, cause: unknown): UsageError {
  return new UsageError({
    code: 'FLEET_METRICS_PORT',
    expected: `to listen on port ${port} of 127.0.0.1`,
    came: `the system said ${(cause as NodeJS.ErrnoException).code ?? String(cause)}`,
    next: 'give --metrics another port, or 0 for any that is free',
    cause,
  });
}
