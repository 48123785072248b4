import {
  applySettings,
  readSetting,
  Setting,
  SettingsCommit,
  SettingsStorage,
  TrackerError,
} from '@feierabend/protocol';
import { describe, expect, it } from 'vitest';

import { testPolicy } from '../../../testing/test-tenant.ts';
import { makeTestTracker } from '../../../testing/test-tracker.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const groups = { name: 'device/groups', value: utf8('north,vans') };

describe('the settings', () => {
  it('are changed by a signed instruction, and read by anybody', async () => {
    const world = makeTestTracker();
    const change = { entries: [groups, { name: 'device/label', value: utf8('blue van') }] };
    expect(world.order('settings', change)).toMatchObject({ accepted: true });
    world.powerCycle();
    expect(await readSetting(world.client, 'device/label')).toEqual(utf8('blue van'));
    const removed = { entries: [{ name: 'device/label' }] };
    expect(world.order('settings', removed)).toMatchObject({ accepted: true });
    expect(await readSetting(world.client, 'device/label')).toEqual(utf8(''));
  });

  it('say to which groups the device belongs, and so which instructions it obeys', () => {
    const world = makeTestTracker();
    const forVans = { device: undefined, group: 'vans' };
    const refused = { accepted: false, rc: TrackerError.wrongDevice };
    expect(world.order('policy', testPolicy, forVans)).toEqual(refused);
    world.order('settings', { entries: [groups] });
    expect(world.order('policy', testPolicy, forVans)).toMatchObject({ accepted: true });
    world.powerCycle();
    expect(world.duty.active?.policy).toEqual(testPolicy);
  });

  it.each([
    ['a name that this firmware does not have', { name: 'gnss/always', value: utf8('1') }],
    ['a value of another form', { name: 'serial/boot-text', value: utf8('yes') }],
    ['a group twice', { name: 'device/groups', value: utf8('a,a') }],
  ])('are all refused for %s', async (_name, entry) => {
    const world = makeTestTracker();
    const label = { name: 'device/label', value: utf8('blue') };
    const decision = world.order('settings', { entries: [label, entry] });
    expect(decision).toEqual({ accepted: false, rc: TrackerError.notApplicable });
    expect(await readSetting(world.client, 'device/label')).toEqual(utf8(''));
  });

  it('cannot be written without a signature once the device has a tenant', async () => {
    const world = makeTestTracker();
    const { name, value } = groups;
    const denied = /ACCESSDENIED/u;
    const { client } = world;
    await expect(client.request(Setting.write, { name, val: value })).rejects.toThrow(denied);
    await expect(client.request(SettingsCommit.write, {})).rejects.toThrow(denied);
    await expect(client.request(SettingsStorage.save, {})).rejects.toThrow(denied);
    await expect(client.request(SettingsStorage.load, {})).rejects.toThrow(denied);
  });

  it('are written, committed and saved by SMP while the device has none', async () => {
    const world = makeTestTracker({ provisioned: false });
    await applySettings(world.client, [{ name: 'device/label', value: utf8('7') }]);
    world.powerCycle();
    expect(await readSetting(world.client, 'device/label')).toEqual(utf8('7'));
    const wrong = { name: 'serial/boot-text', val: utf8('yes') };
    await expect(world.client.request(Setting.write, wrong)).rejects.toThrow(/WRITE/u);
    const unknown = world.client.request(Setting.read, { name: 'gnss/always' });
    await expect(unknown).rejects.toThrow(/KEY_NOT_FOUND/u);
  });
});
