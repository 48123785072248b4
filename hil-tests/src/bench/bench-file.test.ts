import { readdir, readFile } from 'node:fs/promises';

import { DataError } from '@feierabend/protocol';
import { describe, expect, it } from 'vitest';

import { factsOf, missingNeed, needs } from '../record/bench-facts.ts';
import { loadBench, parseBench, requireVirtual } from './bench-file.ts';

const folder = new URL('../../benches/', import.meta.url);
const textOf = (name: string): Promise<string> => readFile(new URL(name, folder), 'utf8');
const virtual = await textOf('virtual.yaml');
const desk = await textOf('desk-example.yaml');
const replaced = (text: string, from: string, to: string): string => {
  expect(text).toContain(from);
  return text.replace(from, to);
};

it('reads every bench that is shipped', async () => {
  const names = await readdir(folder);
  expect(names.toSorted()).toEqual([
    'desk-example.yaml',
    'gnss-module.yaml',
    'virtual-mosquitto.yaml',
    'virtual.yaml',
    'zephyr-qemu.yaml',
  ]);
  for (const name of names) expect(parseBench(await textOf(name), name).name).not.toBe('');
  expect(parseBench(virtual, 'virtual.yaml')).toMatchObject({
    name: 'virtual',
    target: { kind: 'virtual', baud: 460_800 },
    rig: { kind: 'emulated', pins: { power: { pin: 7, contact: 'NO' } } },
  });
  expect(parseBench(desk, 'desk.yaml').rig).toMatchObject({ kind: 'firmata', baud: 57_600 });
});

describe('a misfit is named with its line and column', () => {
  const lineOf = (text: string, part: string): number =>
    text.slice(0, text.indexOf(part)).split('\n').length;
  it.each([
    ['a speed that is no number', '460800', 'fast', '460800', 9, 'target.baud'],
    ['a kind nobody knows', 'kind: virtual', 'kind: cardboard', 'kind: virtual', 9, 'target.kind'],
    ['a key nobody knows', 'gnss: injection', 'gnns: injection', 'gnss:', 1, 'gnns: nobody knows'],
    [
      'a section that is missing',
      'broker: embedded',
      '# none',
      'feierabend-bench',
      1,
      'broker: it is missing',
    ],
    ['a feed nobody knows', 'gnss: injection', 'gnss: sky', 'gnss:', 7, 'gnss: is none of'],
    [
      'a pin that is the serial line',
      'privateSwitch: { pin: 8 }',
      'privateSwitch: { pin: 1 }',
      'privateSwitch',
      27,
      'rig.pins.privateSwitch.pin',
    ],
    ['a promise nobody knows', 'modem, ', 'tea, ', 'modem', 42, 'capabilities.3'],
    ['a bracket that is never closed', 'target:', 'target: [', 'target', 0, 'bench.yaml:5:'],
  ])('%s', (...[, from, to, part, column, what]) => {
    const text = replaced(virtual, from, to);
    const parse = (): unknown => parseBench(text, 'bench.yaml');
    expect(parse).toThrow(DataError);
    if (column > 0) expect(parse).toThrow(`bench.yaml:${lineOf(virtual, part)}:${column}, but`);
    expect(parse).toThrow(what);
  });

  it('and so is a file with nothing in it', () => {
    expect(() => parseBench('\n', 'lab/b.yaml')).toThrow('lab/b.yaml:1:1, but the file is empty');
  });

  it('and so is every further one', () => {
    const text = replaced(replaced(virtual, '460800', 'fast'), 'startS: 90', 'startS: -1');
    expect(() => parseBench(text, 'b.yaml')).toThrow(
      /target\.baud.*; b\.yaml:\d+:11 timeouts\.startS/u,
    );
  });
});

describe('what does not go together is refused', () => {
  it.each([
    [
      'a rig that is not there',
      desk,
      /rig:\n(?: {2}.*\n)+/u,
      '',
      'there is none: add a rig section',
    ],
    [
      'a real tracker in the simulator',
      desk,
      'power: rig',
      'power: simulator',
      'use rig or manual',
    ],
    [
      'a wire from a real board to a virtual tracker',
      virtual,
      'kind: emulated',
      'kind: firmata\n  port: COM3',
      'use kind emulated',
    ],
    [
      'sentences put into a real receiver',
      desk,
      /gnss:\n(?: {2}.*\n)+/u,
      'gnss: injection\n',
      'by injection',
    ],
    [
      'two parts on one pin',
      virtual,
      'sos: { pin: 9 }',
      'sos: { pin: 7 }',
      'that of power already',
    ],
    ['a real tracker whose keys are lost', desk, /keys:.*\n/u, '', 'name a folder for them'],
    ['a promise nobody feeds', virtual, 'gnss: injection', 'gnss: none', 'take the promise back'],
    ['a light nobody sees', desk, / +indicator:.*\n/u, '', 'no rig sees it'],
    ['a tracker without its protocol', virtual, '[smp, tracker', '[tracker', 'promise smp too'],
    [
      'somebody who switches a virtual tracker',
      virtual,
      'power: rig',
      'power: manual',
      'simulator or rig',
    ],
  ])('%s', (...[, text, from, to, what]) => {
    const changed = text.replace(from, to);
    expect(changed).not.toBe(text);
    expect(() => parseBench(changed, 'bench.yaml')).toThrow(what);
    expect(() => parseBench(changed, 'bench.yaml')).toThrow(/bench\.yaml:\d+:\d+/u);
  });
});

it('names a file that is not there', async () => {
  await expect(loadBench('/nowhere/bench.yaml')).rejects.toThrow('bench.yaml');
});

it('gives a command that needs a virtual tracker no other', () => {
  expect(requireVirtual(parseBench(virtual, 'v'), 'hil demo').target.baud).toBe(460_800);
  expect(() => requireVirtual(parseBench(desk, 'd'), 'hil demo')).toThrow('the target of "desk"');
});

describe('what evidence keeps of a bench', () => {
  const facts = async (name: string) => factsOf(parseBench(await textOf(name), name));
  it('is enough to say again what its tests may be skipped for', async () => {
    const missing = async (name: string) => {
      const kept = await facts(name);
      return needs.filter((need) => missingNeed([need], kept) !== undefined);
    };
    expect(await missing('virtual.yaml')).toEqual([]);
    expect(await missing('virtual-mosquitto.yaml')).toEqual([]);
    const zephyr = [
      'time',
      'tap',
      'rig',
      'faults',
      'self-test',
      'signed-boot',
      'supply',
      'disposable',
    ];
    const promised = ['tracker', 'gnss-input', 'modem', 'indicator'];
    expect(await missing('zephyr-qemu.yaml')).toEqual([...promised, ...zephyr]);
  });
});
