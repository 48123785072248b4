import { encodeManifest } from '@feierabend/protocol';
import { describe, expect, it } from 'vitest';

import { modemDefects } from '../../core/defects/defect-list.ts';
import { soundWire } from '../mqtt/mqtt-wire.ts';
import { wireOf } from './image-wire.ts';

const bodyWith = (...defects: string[]): Uint8Array =>
  encodeManifest({ magic: 'feierabend-sim', version: '1', selfTest: 'pass', defects }, 400);

describe('the modem under an image', () => {
  it.each([
    ['without a manifest', Uint8Array.of(1, 2, 3)],
    ['that names no defect', bodyWith()],
    ['that is not there', undefined],
  ])('%s is the one that devices have', (_name, body) => {
    expect(wireOf(body)).toBe(soundWire);
  });

  it('works as ever where the defects are those of the core', () => {
    expect(wireOf(bodyWith('gate-send'))).toEqual(soundWire);
  });

  it.each(modemDefects)('with %s does exactly one thing otherwise', (defect) => {
    const wire = wireOf(bodyWith(defect));
    const isOther = Object.entries(soundWire).filter(
      ([name, part]) => wire[name as keyof typeof wire] !== part,
    );
    const part = { retained: 'retain', unacknowledged: 'qos' }[defect as string] ?? 'open';
    expect(isOther.map(([name]) => name)).toEqual([part]);
  });
});
