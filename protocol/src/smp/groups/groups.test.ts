import { describe, expect, test } from 'vitest';

import { fromHex, toHex } from '../../bytes.ts';
import { buildImage } from '../../image/build.ts';
import { applySettings, readSetting } from '../client/apply-settings.ts';
import { enumerateGroups } from '../client/enumerate-groups.ts';
import { readStatistics } from '../client/read-statistics.ts';
import { GroupAt, GroupCount, GroupDetails, GroupList } from './enumeration-group.ts';
import { StorageErase } from './basic-group.ts';
import { DateTime, OsInfo } from './os-information.ts';
import { MemoryPools, TaskStatistics } from './os-statistics.ts';
import { Setting, SettingsStorage } from './settings-group.ts';
import { ImageSlotInfo } from './slot-info.ts';
import { TrackerStatus } from './tracker-group.ts';
import { Statistics } from './statistics-group.ts';
import type { SmpHandler } from '../server/handler.ts';
import { MemoryLink } from '../memory-link.suite.ts';
import { BootloaderInfo, Reset } from './os-group.ts';
import { FakeDevice } from '../server/fake-device.suite.ts';
import { lockedHandlers } from '../server/locked-handlers.ts';

const bufferBytes = 384;
const image = buildImage({
  body: new Uint8Array(64),
  version: { major: 1, minor: 0, revision: 0, build: 0 },
  securityCounter: 1,
});
/** The status of a device from before `board`, `cnt` and `flt`. */
const olderStatus =
  'ac62667765312e322e3363636c6bf5636465766746412d3030303163706f6c58207a81888f969da4abb2' +
  'b9c0c7ced5dce3eaf1f8ff060d141b222930373e454c5363717565016373657119012c6374656e6f7370' +
  '65646974696f6e2d687562657263776879686f66662d64757479646a6c656e1a00011170646c6966656d' +
  '756e70726f766973696f6e6564646d6f646566636c6f736564656a6865616458207b828990979ea5acb3' +
  'bac1c8cfd6dde4ebf2f900070e151c232a31383f464d54';
const bytes = (text: string) => new TextEncoder().encode(text);

function setUp(change = (handlers: readonly SmpHandler[]) => handlers) {
  const device = new FakeDevice(image, bufferBytes);
  const link = new MemoryLink({ handlers: change(device.handlers), bufferBytes });
  return { device, link, client: link.client };
}

describe('group 0', () => {
  test('tasks and memory pools come by their names', async () => {
    const { link, client } = setUp();
    const { tasks } = await link.run(client.request(TaskStatistics.read, {}));
    expect(tasks.get('main')).toMatchObject({ prio: -1, stksiz: 256 });
    const pools = await link.run(client.request(MemoryPools.read, {}));
    expect([...pools.keys()]).toEqual(['buffers']);
  });

  test('the clock is read and set', async () => {
    const { link, client } = setUp();
    await link.run(client.request(DateTime.write, { datetime: '2026-11-23T08:00:00' }));
    const { datetime } = await link.run(client.request(DateTime.read, {}));
    expect(datetime).toBe('2026-11-23T08:00:00');
  });

  test.each([
    [undefined, 'Feierabend'],
    ['', 'Feierabend'],
    ['ps', 'Feierabend sim'],
    ['a', 'Feierabend 1.0 sim'],
  ])('system information %j', async (format, output) => {
    const { link, client } = setUp();
    expect(await link.run(client.request(OsInfo.read, { format }))).toEqual({ output });
  });

  test('a letter that means nothing is refused with a next step', async () => {
    const { link, client } = setUp();
    const refused = link.run(client.request(OsInfo.read, { format: 'sx' }));
    await expect(refused).rejects.toMatchObject({ group: 0, rc: 2, errorName: 'INVALID_FORMAT' });
  });

  test('the boot loader says its name and its mode', async () => {
    const { link, client } = setUp();
    const named = await link.run(client.request(BootloaderInfo.read, {}));
    expect(named).toEqual({ bootloader: 'MCUboot' });
    expect(await link.run(client.request(BootloaderInfo.read, { query: 'mode' }))).toEqual({
      mode: 3,
    });
  });

  test('a busy device resets by force alone', async () => {
    const { device, link, client } = setUp();
    device.isBusy = true;
    await expect(link.run(client.request(Reset.write, {}))).rejects.toMatchObject({ rc: 10 });
    await link.run(client.request(Reset.write, { force: 1 }));
    expect(device.resets).toEqual([{ force: 1 }]);
  });
});

test('slot information names sizes', async () => {
  const { link, client } = setUp();
  const { images } = await link.run(client.request(ImageSlotInfo.read, {}));
  expect(images[0]).toMatchObject({
    image: 0,
    max_image_size: 262_144,
    slots: [{ slot: 0 }, { slot: 1 }],
  });
});

describe('statistics', () => {
  test('all of them are read, group by group', async () => {
    const { link, client } = setUp();
    const all = await link.run(readStatistics(client));
    expect([...all.keys()]).toEqual(['smp', 'gnss']);
    expect(all.get('smp')?.get('frames')).toBe(3);
  });

  test('a name that is unknown', async () => {
    const { link, client } = setUp();
    const refused = link.run(client.request(Statistics.read, { name: 'x' }));
    await expect(refused).rejects.toMatchObject({ group: 2, rc: 2, errorName: 'INVALID_GROUP' });
  });
});

describe('settings', () => {
  const changes = [
    { name: 'gnss/interval', value: bytes('30') },
    { name: 'led', value: bytes('off') },
  ];

  test('are written, committed, saved and read back', async () => {
    const { device, link, client } = setUp();
    const applied = await link.run(applySettings(client, changes));
    expect(applied.map(({ readBack }) => readBack)).toEqual(['equal', 'equal']);
    expect(device.settings.commits).toBe(1);
    expect([...device.settings.saved.keys()]).toEqual(['gnss/interval', 'led']);
  });

  test('what was not saved is gone after a load', async () => {
    const { link, client } = setUp();
    await link.run(client.request(Setting.write, { name: 'led', val: bytes('on') }));
    await link.run(client.request(SettingsStorage.load, {}));
    expect(await link.run(readSetting(client, 'led'))).toBeUndefined();
  });

  test('one without a value is deleted, and one that cannot be read is said to be so', async () => {
    const { link, client } = setUp();
    await link.run(applySettings(client, changes));
    const applied = await link.run(
      applySettings(client, [{ name: 'led' }, { name: 'secret', value: bytes('x') }]),
    );
    expect(applied.map(({ readBack }) => readBack)).toEqual(['equal', 'unreadable']);
  });

  test('a refusal names the setting and ends it before the commit', async () => {
    const { device, link, client } = setUp();
    const refused = link.run(
      applySettings(client, [{ name: 'fixed', value: bytes('1') }, ...changes]),
    );
    await expect(refused).rejects.toMatchObject({
      errorName: 'WRITE_NOT_SUPPORTED',
      expected: expect.stringContaining('the setting fixed') as string,
    });
    expect(device.settings.commits).toBe(0);
    expect(device.settings.values.size).toBe(0);
  });

  test('a device that forgets what it was told is found out', async () => {
    const { device, link, client } = setUp();
    device.settings.writeSetting = () => undefined;
    const lost = link.run(applySettings(client, changes));
    await expect(lost).rejects.toMatchObject({ code: 'SMP_SETTING_DIFFERS' });
  });

  test('a long name has its own code, and long values are cut with a word', async () => {
    const { device, link, client } = setUp();
    const name = 'x'.repeat(33);
    await expect(link.run(readSetting(client, name))).rejects.toMatchObject({ rc: 2 });
    device.settings.values.set('long', new Uint8Array(300));
    const cut = await link.run(client.request(Setting.read, { name: 'long', max_size: 1000 }));
    expect(cut).toMatchObject({ max_size: 256, val: { length: 256 } });
    const asked = await link.run(client.request(Setting.read, { name: 'long', max_size: 2 }));
    expect(asked).toEqual({ val: new Uint8Array(2) });
  });
});

describe('enumeration', () => {
  const without =
    (...commands: readonly { readonly read: { readonly id: number } }[]) =>
    (handlers: readonly SmpHandler[]) =>
      handlers.filter(
        ({ group, id }) => group !== 10 || !commands.some(({ read }) => read.id === id),
      );
  const groups = [0, 1, 2, 3, 8, 10, 63];

  test.each([
    ['details', without()],
    ['the list', without(GroupDetails)],
    ['one by one', without(GroupDetails, GroupList)],
  ])('finds all groups by %s', async (_, change) => {
    const { link, client } = setUp(change);
    const found = await link.run(enumerateGroups(client));
    expect(found?.map(({ group }) => group)).toEqual(groups);
  });

  test('names the groups and counts their commands', async () => {
    const { link, client } = setUp();
    const found = await link.run(enumerateGroups(client));
    expect(found).toContainEqual({ group: 3, name: 'settings mgmt', handlers: 4 });
    const some = await link.run(client.request(GroupDetails.read, { groups: [63, 99] }));
    expect(some.groups).toEqual([{ group: 63, name: 'zephyr basic mgmt', handlers: 1 }]);
    expect(await link.run(client.request(GroupCount.read, {}))).toEqual({ count: groups.length });
  });

  test('a device that cannot say so is told apart from one without groups', async () => {
    const { link, client } = setUp((handlers) => handlers.filter(({ group }) => group !== 10));
    expect(await link.run(enumerateGroups(client))).toBeUndefined();
    const other = setUp();
    const beyond = other.link.run(other.client.request(GroupAt.read, { index: 7 }));
    await expect(beyond).rejects.toMatchObject({ group: 10, rc: 4 });
  });
});

describe('a device that is locked', () => {
  test('takes no change without a signature, and still answers', async () => {
    let isLocked = true;
    const { device, link, client } = setUp((handlers) => lockedHandlers(handlers, () => isLocked));
    const denied = { group: undefined, rc: 11, errorName: 'ACCESSDENIED' };
    const erase = () => link.run(client.request(StorageErase.write, {}));
    await expect(erase()).rejects.toMatchObject(denied);
    const set = client.request(DateTime.write, { datetime: 'x' });
    await expect(link.run(set)).rejects.toMatchObject(denied);
    const change = applySettings(client, [{ name: 'led', value: bytes('on') }]);
    await expect(link.run(change)).rejects.toMatchObject(denied);
    expect(await link.run(readSetting(client, 'led'))).toBeUndefined();
    expect(device.erases).toBe(0);
    isLocked = false;
    await erase();
    expect(device.erases).toBe(1);
  });
});

describe('the status of a tracker', () => {
  test('of an older device says nothing about board, counter and faults', () => {
    const decoded = TrackerStatus.decode(fromHex(olderStatus) ?? new Uint8Array());
    if (!decoded.ok) expect.fail(decoded.fault.came);
    const { dev, board, cnt, flt } = decoded.value;
    expect([dev, board, cnt, flt]).toEqual(['FA-0001', undefined, undefined, undefined]);
    expect(toHex(TrackerStatus.encode(decoded.value))).toBe(olderStatus);
  });
});
