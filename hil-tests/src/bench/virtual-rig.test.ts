import { openLink, probePort, realClock, realHost } from '@feierabend/flasher';
import type { IndicatorPattern } from '@feierabend/firmware-sim';
import { afterAll, expect, it } from 'vitest';

import { loadBench, requireVirtual } from './bench-file.ts';
import { Cleanup } from './cleanup.ts';
import type { BenchState } from './control-client.ts';
import { openRig } from './open-rig.ts';
import { makeRunFolder } from './run-folder.ts';
import { VirtualTarget } from './virtual-target.ts';

const file = new URL('../../benches/virtual.yaml', import.meta.url).pathname;
const cleanup = new Cleanup();
afterAll(() => cleanup.run());

it('switches a virtual tracker by the relay of its rig: with power it answers, without it is silent', async () => {
  const bench = requireVirtual(await loadBench(file), 'this test');
  let shown: IndicatorPattern | undefined;
  const target = await VirtualTarget.start({
    bench,
    host: { execPath: process.execPath, platform: process.platform, nodeVersion: 'test' },
    folder: await makeRunFolder(cleanup),
    seed: 1,
    startMs: 0,
    onTap: () => {},
    onState: ({ indicator }) => (shown = indicator),
  });
  cleanup.defer(() => target.stop());
  const moved: string[] = [];
  const noted = async (what: string, state: Promise<BenchState>): Promise<BenchState> => {
    moved.push(what);
    return state;
  };
  const { rig } = await openRig({
    bench,
    system: realHost,
    speed: 20,
    tracker: {
      power: (isOn) => noted(`power ${isOn}`, target.power(isOn)),
      input: (name, isActive) => noted(`${name} ${isActive}`, target.input(name, isActive)),
    },
  });
  cleanup.defer(() => rig.close());

  const answer = (answerTimeoutMs: number) =>
    probePort({
      openLink: () => openLink({ port: target.port, baudRate: bench.target.baud }),
      clock: realClock,
      signal: new AbortController().signal,
      answerTimeoutMs,
    });
  await rig.power(true);
  expect(await answer(10_000)).toMatchObject({ kind: 'tracker', lifeCycle: 'unprovisioned' });
  expect(shown).toBe('off');
  await rig.privateSwitch(true);
  await rig.pressSos();
  await rig.power(false);
  expect(await answer(100)).toEqual({ kind: 'silence' });
  expect(moved).toEqual([
    'power true',
    'private-switch true',
    'sos true',
    'sos false',
    'power false',
  ]);
});
