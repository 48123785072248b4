import { X509Certificate } from 'node:crypto';

import { expect, it } from 'vitest';

import { planOf } from '../../testing/test-fleet.ts';
import { runPki } from './run-pki.ts';

const scenario = `fleet: 1
name: A long one
from: 2026-03-02T00:00
duration: 400 d
groups: [{ name: vans, devices: 1, policy: policy.yaml, track: parked }]
`;

it('makes certificates that outlast the longest run by the clock', async () => {
  const plan = await planOf(scenario);
  const endMs = Date.now() + 400 * 86_400_000;
  const pki = await runPki(plan);
  // The crews make those of the devices from the files of the authority.
  const crew = await runPki(plan, { authority: await pki.authority() });
  const { certPem } = await crew.issueDevice('acme', 'vans-00001');
  for (const pem of [pki.caPem, pki.server.certPem, certPem]) {
    const left = Date.parse(new X509Certificate(pem).validTo) - endMs;
    expect(left).toBeGreaterThan(86_400_000);
  }
});
