import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';

import { generate, parser, type Packet } from 'mqtt-packet';
import { expect, it } from 'vitest';

import { TestPki } from '../../pki/test-pki.ts';
import { ProbeClient } from './probe-client.ts';

/** A broker that takes everything, and hangs up at what some filters are. */
function hangsUpAt(refused: readonly string[], connections: string[][]) {
  return (socket: TLSSocket): void => {
    const filters: string[] = [];
    connections.push(filters);
    const answer = (packet: Packet) => socket.write(generate(packet));
    const incoming = parser();
    incoming.on('packet', (packet: Packet) => {
      if (packet.cmd === 'connect') {
        answer({ cmd: 'connack', returnCode: 0, sessionPresent: false });
      } else if (packet.cmd === 'publish') {
        if (refused.includes(packet.topic)) socket.destroy();
        else answer({ cmd: 'puback', messageId: packet.messageId ?? 0 });
      } else if (packet.cmd === 'subscribe') {
        const [topic = ''] = packet.subscriptions.map((one) => one.topic);
        if (refused.includes(topic)) socket.destroy();
        else {
          filters.push(topic);
          answer({ cmd: 'suback', messageId: packet.messageId ?? 0, granted: [0] });
        }
      }
    });
    socket.on('data', (chunk) => incoming.parse(chunk)).on('error', () => {});
  };
}

it('comes again where a broker hangs up, and is subscribed to all that was not refused', async () => {
  const pki = await TestPki.create({ now: Date.now });
  const { certPem: cert, keyPem: key } = pki.server;
  const connections: string[][] = [];
  const server = createServer({ cert, key }, hangsUpAt(['#', 'd'], connections));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = new ProbeClient({
    url: `mqtts://127.0.0.1:${(server.address() as AddressInfo).port}`,
    version: '3.1.1',
    clientId: 'acme/van',
    identity: { caPem: pki.caPem, ...(await pki.issueDevice('acme', 'van')) },
    ownFilter: 'own',
    onMessage: () => {},
  });
  await client.enter();
  await client.subscribe(['a', '#', 'b']);
  await client.publish('d', 'refused');
  await client.publish('e', 'taken');
  await client.end();
  server.close();
  expect(connections).toEqual([['own', 'a'], ['own', 'a', 'b'], ['own']]);
});
