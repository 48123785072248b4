import { connect, type ConnectionOptions } from 'node:tls';

import { decodeManifest } from '@feierabend/protocol';

import { isModemDefect, type ModemDefect } from '../../core/defects/defect-list.ts';
import { TLS_PROFILE } from '../mqtt/mqtt-tls.ts';
import { soundWire, type MqttWire } from '../mqtt/mqtt-wire.ts';

/** How the modem works under the firmware in an image, whose manifest the boot loader has verified with it. */
export function wireOf(imageBody: Uint8Array | undefined): MqttWire {
  const manifest = imageBody === undefined ? undefined : decodeManifest(imageBody);
  if (manifest?.ok !== true || manifest.value.defects.length === 0) return soundWire;
  const seeded = manifest.value.defects.filter(isModemDefect).map((name) => changes[name]);
  return Object.assign({ ...soundWire }, ...seeded) as MqttWire;
}

const changes: Readonly<Record<ModemDefect, Partial<MqttWire>>> = {
  'tls-unverified': { open: opening({ rejectUnauthorized: false }) },
  'name-unverified': { open: opening({ checkServerIdentity: () => undefined }) },
  retained: { retain: true },
  unacknowledged: { qos: 0 },
};

function opening(change: Partial<ConnectionOptions>): MqttWire['open'] {
  return ({ host, port }, secureContext) => {
    const { minVersion } = TLS_PROFILE;
    return connect({ host, port, secureContext, minVersion, ...change });
  };
}
