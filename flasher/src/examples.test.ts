import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { readDeviceList } from './audit/device-list.ts';
import type { World } from './command.ts';
import { readManifest } from './panel/manifest.ts';
import { readSchema } from './settings/setting-schema.ts';

const yamlIn = (page: string) =>
  [
    ...readFileSync(new URL(`../../docs/${page}`, import.meta.url), 'utf8').matchAll(
      /^```yaml\n(.*?)^```$/gmsu,
    ),
  ].map(([, text = '']) => text);
const bytes = (text: string) => new TextEncoder().encode(text);

describe('the examples of files in the pages of the flasher', () => {
  it('are files it reads', async () => {
    const [schema = '', list = '', ...more] = yamlIn('flasher.md');
    expect(more).toEqual([]);
    const world = { readFile: () => Promise.resolve(bytes(schema)) } as Partial<World> as World;
    expect(Object.keys(await readSchema(world, 'schema.yaml'))).toEqual([
      'app/interval',
      'net/psk',
    ]);
    expect(readDeviceList(bytes(list), 'list.yaml').map(({ name }) => name)).toEqual([
      'van-7',
      'van-8',
    ]);
  });

  it('are panels it reads', () => {
    const [panel = '', ...more] = yamlIn('panel.md');
    expect(more).toEqual([]);
    expect(readManifest(panel, 'panel.yaml').map(({ name }) => name)).toEqual(['A1', 'A2', 'B1']);
  });
});
