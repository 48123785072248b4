// What a fleet's connections cost: memory, connecting, reports; ours with and without the firmware behind it, beside MQTT.js and
// beside bare sockets in the same run. The broker is mosquitto in a child process, and every client has a process of its own.
// Then what a fleet costs in virtual time. Prints tables, writes out/bench/fleet.json, ends with 1 where a goal is missed.
// Run: npm run bench:fleet [-- --devices 10000 --rounds 3 --only plain --only virtual]
import { mkdirSync, writeFileSync } from 'node:fs';
import { arch, cpus, loadavg, platform } from 'node:os';
import { parseArgs } from 'node:util';

import { TestPki } from '../src/pki/test-pki.ts';
import { virtualFleet, virtualText } from './fleet-virtual.ts';
import { BenchBroker } from './fleet/bench-broker.ts';
import type { BenchVersion } from './fleet/client.ts';
import { plainGoals, tlsGoals, trackerPlainGoals, trackerTlsGoals } from './fleet/goals.ts';
import { measureGroup, type ClientName, type GroupResult } from './fleet/measure-group.ts';
import { groupText } from './fleet/table.ts';
import { referenceMbPerS } from './reference.ts';

const tlsDevicesMax = 3000;
const parts = ['plain', 'tls', 'virtual'];

const { values } = parseArgs({
  options: {
    devices: { type: 'string', default: '1000' },
    'tls-devices': { type: 'string' },
    'virtual-devices': { type: 'string' },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '4' },
    mqtt: { type: 'string', default: '3.1.1' },
    only: { type: 'string', multiple: true, default: parts },
  },
});
const devices = Number(values.devices);
const tlsDevices = Number(
  values['tls-devices'] ?? Math.min(tlsDevicesMax, Math.ceil(devices * 0.3)),
);
const virtualDevices = Number(values['virtual-devices'] ?? devices);
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);
const version: BenchVersion = values.mqtt === '5' ? '5' : '3.1.1';
const isAsked = (part: string) => values.only.includes(part);

const print = (text: string) => process.stdout.write(text);
const machine = `${cpus()[0]?.model ?? 'unknown'} x ${cpus().length}, ${platform()} ${arch()}, Node ${process.versions.node}`;
const pki = await TestPki.create({ now: Date.now });
// Another authority than that of the devices, as in a run.
const brokers = await TestPki.create({ now: Date.now, name: 'Feierabend brokers' });
const broker = new BenchBroker();
if (isAsked('plain') || isAsked('tls')) {
  await broker.start({ caPem: pki.caPem, server: brokers.server });
  if (version === '5') await broker.keepReader();
}
const loadBefore = loadavg()[0] ?? 0;
const before = await referenceMbPerS();
const groups: GroupResult[] = [];
const once: readonly ClientName[] = ['tracker', 'lean resumes'];
try {
  print(`${machine}; load ${loadBefore.toFixed(1)}; median of ${rounds}, in turn; trackers once\n`);
  if (isAsked('plain')) {
    const group = await measureGroup({
      title: `plain TCP, ${devices} devices, MQTT ${version}, QoS 1`,
      clients: ['lean', 'MQTT.js', 'bare', 'tracker'],
      once,
      judgedFrom: 10_000,
      judged: [
        {
          what: 'transport alone, 60 bytes',
          client: 'lean',
          beside: ['MQTT.js', 'bare'],
          goals: plainGoals,
        },
        {
          what: 'with the whole tracker core behind it',
          client: 'tracker',
          beside: ['MQTT.js', 'lean'],
          goals: trackerPlainGoals,
        },
      ],
      order: { port: broker.plainPort, devices, tlsFile: undefined, seconds, version },
      rounds,
    });
    groups.push(group);
    print(groupText(group));
  }
  if (isAsked('tls')) {
    const tlsFile = `${broker.folder}/devices.json`;
    const identities = [];
    for (let i = 0; i < tlsDevices; i += 1) {
      // oxlint-disable-next-line no-await-in-loop -- a key after the other: there is one processor for it
      identities.push(await pki.issueDevice('acme', `van-${i}`));
    }
    const tls = JSON.stringify({ caPem: brokers.caPem, devices: identities });
    writeFileSync(tlsFile, tls, { mode: 0o600 });
    const group = await measureGroup({
      title: `TLS 1.3, a certificate for each of ${tlsDevices} devices, MQTT ${version}, QoS 1`,
      clients: ['lean', 'MQTT.js', 'bare', 'bare of one', 'lean resumes', 'tracker'],
      once,
      judgedFrom: tlsDevicesMax,
      judged: [
        {
          what: 'transport alone, 60 bytes',
          client: 'lean',
          beside: ['MQTT.js', 'bare', 'bare of one', 'lean resumes'],
          goals: tlsGoals,
        },
        {
          what: 'with the whole tracker core behind it',
          client: 'tracker',
          beside: ['MQTT.js', 'lean'],
          goals: trackerTlsGoals,
        },
      ],
      order: { port: broker.tlsPort, devices: tlsDevices, tlsFile, seconds, version },
      rounds,
    });
    groups.push(group);
    print(groupText(group));
  }
} finally {
  await broker.stop();
}
const virtual = isAsked('virtual') ? await virtualFleet(virtualDevices) : undefined;
if (virtual !== undefined) print(virtualText(virtual));
const reference = { before, after: await referenceMbPerS() };
print(
  '\nMQTTX (mqttx-cli) and emqtt-bench are not measured: npm, PyPI and Debian do not have them\n' +
    `reference, the machine alone: SHA-256 at ${reference.before} MB per CPU second before, ${reference.after} after; ` +
    `load ${loadBefore.toFixed(1)} before, ${(loadavg()[0] ?? 0).toFixed(1)} after\n`,
);
const folder = new URL('../../out/bench/', import.meta.url);
mkdirSync(folder, { recursive: true });
const record = { machine, devices, tlsDevices, rounds, loadBefore, reference, groups, virtual };
writeFileSync(new URL('fleet.json', folder), `${JSON.stringify(record, undefined, 2)}\n`);
const tables = groups.flatMap((group) => group.tables);
const isMissed = tables.some(({ rows }) =>
  rows.some(({ verdict }) => verdict.startsWith('MISSED')),
);
const isSlow = virtual?.isJudged === true && !(virtual.isFlat && virtual.isFast);
process.exitCode = isMissed || isSlow ? 1 : 0;
