import { connect } from 'node:net';

import { expect } from 'vitest';

import {
  RawClient,
  withDeadline,
  type RawClientOptions,
} from '@feierabend/firmware-sim/broker/raw-client';
import { expiredValidity, TestPki } from '@feierabend/firmware-sim/pki/test-pki';
import { suiteOf } from '../../run/hil-test.ts';
import type { Station } from '../../station/station.ts';
import { tenant } from '../../station/station-parts.ts';

const hil = suiteOf('security');
const device = 'van-390';
const clientId = `${tenant}/${device}`;
const hourMs = 3_600_000;
const oldTls = {
  minVersion: 'TLSv1.1',
  maxVersion: 'TLSv1.1',
  ciphers: 'DEFAULT@SECLEVEL=0',
} as const;

/** Under TLS 1.3 a client believes to be connected before it was judged: the answer of MQTT counts. */
async function isLetIn(
  station: Station,
  options: Partial<RawClientOptions>,
): Promise<{ readonly isIn: boolean; readonly protocol: string }> {
  const { broker, parts } = station;
  const client = new RawClient({ broker, pki: parts.pki, clientId, ...options });
  const isIn = await client.accepted();
  const protocol = isIn ? (client.socket?.getProtocol() ?? '') : '';
  await client.end();
  return { isIn, protocol };
}

export function doors(): void {
  hil(
    'the broker lets in who has a certificate of its authority, over TLS 1.2 and 1.3, and nobody else',
    { clauses: ['TOM-3', 'TOM-6', 'TOM-10'], needs: ['modem', 'own-broker'] },
    async ({ station, record }) => {
      const { pki } = station.parts;
      const own = await pki.issueDevice(tenant, device);
      for (const maxVersion of ['TLSv1.3', 'TLSv1.2'] as const) {
        // oxlint-disable-next-line no-await-in-loop -- one connection after the other
        const { protocol } = await isLetIn(station, { credentials: own, tls: { maxVersion } });
        record.measure(`own certificate, at most ${maxVersion}`, protocol, {
          expected: maxVersion,
        });
      }
      const now = Date.now();
      const foreign = await TestPki.create({ now: () => now, name: 'Another CA' });
      const later = { notBefore: new Date(now + hourMs), notAfter: new Date(now + 2 * hourMs) };
      const strangers: Readonly<Record<string, Partial<RawClientOptions>>> = {
        'no certificate': {},
        'certificate of another CA': { credentials: await foreign.issueDevice(tenant, device) },
        'expired certificate': {
          credentials: await pki.issueDevice(tenant, device, expiredValidity(now)),
        },
        'certificate of tomorrow': { credentials: await pki.issueDevice(tenant, device, later) },
        'certificate of a server': { credentials: pki.server },
        'TLS 1.1': { credentials: own, tls: oldTls },
      };
      for (const [name, options] of Object.entries(strangers)) {
        // oxlint-disable-next-line no-await-in-loop -- one connection after the other
        const { isIn } = await isLetIn(station, options);
        record.measure(`${name}: let in`, isIn, { expected: false });
      }
      record.measure('plain TCP: answered in MQTT', await answersPlain(station.broker.port), {
        expected: false,
      });
      expect((await isLetIn(station, { credentials: own })).isIn, 'the own certificate').toBe(true);
    },
  );
}

/** A CONNACK begins with 0x20; an alert of TLS begins with 0x15. */
async function answersPlain(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  const answer: Buffer[] = [];
  socket.on('data', (chunk) => answer.push(chunk));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  // CONNECT of MQTT 3.1.1, clean session, client id "x".
  socket.write(Buffer.from('100d00044d5154540402003c000178', 'hex'));
  await withDeadline(closed, 'end of the plain connection');
  return answer.some((chunk) => chunk[0] !== 0x15);
}
