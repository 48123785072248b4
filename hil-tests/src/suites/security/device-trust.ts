import { startEmbeddedBroker } from '@feierabend/firmware-sim/broker/embedded-broker';
import type { Credentials } from '@feierabend/firmware-sim/pki/credentials';
import { expiredValidity, TestPki } from '@feierabend/firmware-sim/pki/test-pki';
import { suiteOf } from '../../run/hil-test.ts';
import { loneTracker } from '../../station/lone-tracker.ts';

const hil = suiteOf('security');
const brokerExitCode = 9;

export function deviceTrust(): void {
  hil(
    'a device tells nothing to a broker of another CA, with another name or with an old certificate',
    { clauses: ['TOM-2', 'TOM-6', 'TOM-10'], needs: ['tracker', 'modem', 'time'] },
    async ({ station, record }) => {
      const { parts } = station;
      const now = (): number => Date.now();
      const impostors: Readonly<Record<string, Credentials>> = {
        'another CA': (await TestPki.create({ now })).server,
        'another name': await parts.pki.issueServer(['mqtt.example']),
        'an old certificate': await parts.pki.issueServer(['localhost'], expiredValidity(now())),
      };
      for (const [name, server] of Object.entries(impostors)) {
        // oxlint-disable-next-line no-await-in-loop -- one impostor after the other
        await record.phase(name, async () => {
          const broker = await startEmbeddedBroker({ pki: { caPem: parts.pki.caPem, server } });
          try {
            const { exitCode, said } = await loneTracker(parts, broker.url);
            record.measure('exit code', exitCode ?? -1, { expected: brokerExitCode });
            record.measure('says why', said.includes('[MQTT_UNTRUSTED_BROKER]'), {
              expected: true,
            });
            record.measure('messages told', broker.stats().published, { expected: 0 });
          } finally {
            await broker.stop();
          }
        });
      }
    },
  );
}
