import { at, testPolicy } from '../../test-tenant.ts';
import { workPlace, type Life } from '../life.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const change = (text: string) => ({
  entries: [
    { name: 'device/label', value: utf8(text) },
    { name: 'device/groups', value: utf8(`${text},vans`) },
  ],
});

/** Settings are replaced twice, two at a time: never one of them alone, and never less than was answered for. */
export const settingsLife: Life = {
  name: 'settings commit',
  startS: at(9) + 0.25,
  prepare: (world) => {
    world.apply(testPolicy);
    world.order('settings', change('red'));
    world.driveTo(at(9, 0, 5), () => workPlace);
  },
  run: (world, done) => {
    for (const text of ['green', 'blue']) {
      if (world.order('settings', change(text)).accepted) done(text);
    }
    world.driveTo(at(9, 0, 15), () => workPlace);
  },
  check: (after, done) => {
    const { settings } = after.tracker;
    const read = (name: 'device/label' | 'device/groups') =>
      new TextDecoder().decode(settings.value(name));
    const [label, groups] = [read('device/label'), read('device/groups')];
    const order = ['red', 'green', 'blue'];
    const isOld = order.indexOf(label) < order.indexOf(done.at(-1) ?? 'red');
    return isOld || groups !== `${label},vans` ? [`the settings are ${label} and ${groups}`] : [];
  },
};
