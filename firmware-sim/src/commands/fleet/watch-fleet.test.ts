import { expect, it } from 'vitest';

import { Tally } from '../../fleet/result/tally.ts';
import { watchFleet } from './watch-fleet.ts';

it('answers Prometheus while a run goes on, and no longer', async () => {
  const said: string[] = [];
  const io = {
    stdout: { write: () => true },
    stderr: { write: (text: string) => said.push(text) },
    signal: new AbortController().signal,
  };
  const cost = () => ({ wallS: 0, cpuS: 0, peakRssMiB: 0 });
  const url = () => /http:\S+/u.exec(said.join(''))?.[0] ?? '';
  const answer = await watchFleet({ io, cost, port: 0 }, async (onNews) => {
    const tally = new Tally();
    tally.count('messages', 12);
    onNews({ done: 1, all: 4, unit: 'devices', devices: 4, states: { lived: 1 }, tally });
    return (await fetch(url())).text();
  });
  expect(answer).toContain('feierabend_fleet_messages_total 12\n');
  await expect(fetch(url())).rejects.toThrow('fetch failed');
});
