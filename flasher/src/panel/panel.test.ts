import { beforeEach, describe, expect, test } from 'vitest';

import { checkTarget } from '../files/write-whole-file.ts';
import { runFlasher } from '../run-flasher.ts';
import { LineWorld, newVersion, oldVersion } from '../testing/line/line-world.ts';
import { preload, runInVirtualTime, type VirtualIo } from '../testing/line/run-in-virtual-time.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { imageFiles, testImage } from '../testing/test-images.ts';

const names = ['A1', 'A2', 'B1', 'B2'];
const portOf = (name: string) => `tcp://${name.toLowerCase()}:1`;
const manifest = `panel: 1
steps:
  - info
  - flash new.img --trust key.pub.pem
devices:
${names.map((name) => `  - { name: ${name}, port: "${portOf(name)}" }\n`).join('')}`;

let clock: ManualClock;
let files: Map<string, Uint8Array>;
let worlds: Map<string, LineWorld>;

beforeEach(() => {
  clock = new ManualClock();
  files = imageFiles();
  files.set('panel.yaml', new TextEncoder().encode(manifest));
  worlds = new Map(names.map((name) => [portOf(name), new LineWorld({ clock })]));
});

const world = (name: string) => worlds.get(portOf(name)) as LineWorld;
const text = (file: string) => new TextDecoder().decode(files.get(file));

function readFile(path: string): Promise<Uint8Array> {
  const bytes = files.get(path);
  return bytes === undefined ? Promise.reject(new TypeError('none')) : Promise.resolve(bytes);
}

async function panel(more: readonly string[] = [], io: VirtualIo = {}) {
  const argv = ['panel', 'panel.yaml', ...more];
  const full: VirtualIo = {
    readFile,
    writeFile: (path, bytes) => {
      files.set(path, bytes);
      return Promise.resolve();
    },
    openLink: ({ port }) => (worlds.get(port) as LineWorld).line.open(port),
    ...io,
  };
  await preload(argv, { ...full, writeFile: () => Promise.resolve() });
  return runInVirtualTime(argv, clock, full);
}

describe('four devices', () => {
  test('are done at once, and each is told as an event, a row and a line', async () => {
    const one = new LineWorld();
    const { tookMs } = await one.flash();
    const run = await panel(['--csv', 'panel.csv', '--html', 'panel.html']);
    expect(run.stderr).toBe('');
    expect(run.exitCode).toBe(0);
    expect(names.map((name) => world(name).running)).toEqual(names.map(() => newVersion));
    expect(run.tookMs).toBeLessThan(2 * tookMs);
    for (const name of names) {
      const ends = run.events.filter(
        ({ event, task }) => event === 'end' && task === `panel/${name}`,
      );
      expect(ends).toMatchObject([
        { outcome: 'ok', result: { name, outcome: 'ok', stepsDone: 2 } },
      ]);
    }
    expect(text('panel.csv').split('\r\n')).toHaveLength(names.length + 2);
    expect(text('panel.csv')).toContain('"B2","tcp://b2:1","ok","no","2 of 2"');
    expect(text('panel.html')).toContain('4 of 4 devices are done, 0 failed');
  });

  test('one after the other with --jobs 1 takes as long as all of them', async () => {
    const together = (await panel()).tookMs;
    worlds = new Map(names.map((name) => [portOf(name), new LineWorld({ clock })]));
    const run = await panel(['--again', '--jobs', '1']);
    expect(run.exitCode).toBe(0);
    expect(run.tookMs).toBeGreaterThan(3 * together);
  });

  test('one of another board gets no byte, one in poor health stays unconfirmed, and both are told', async () => {
    const board = new Uint8Array(16).fill(7);
    files.set('new.img', testImage(1, { board }));
    for (const name of names) world(name).device.tracker.tells = { board, cnt: 1, flt: [] };
    world('A1').device.tracker.tells = { board: new Uint8Array(16).fill(8), cnt: 1, flt: [] };
    const { device } = world('A2');
    device.watch = () => {
      const isNew = device.slots.states[0]?.version === newVersion;
      device.tracker.tells = { board, cnt: 1, flt: isNew ? ['self-test'] : [] };
    };
    const run = await panel(['--csv', 'panel.csv', '--json']);
    expect(run.exitCode).toBe(10);
    expect(text('panel.csv')).toMatch(/"A1".+"IMAGE_BOARD"/u);
    expect(text('panel.csv')).toMatch(/"A2".+"VERIFY_HEALTH"/u);
    expect(names.map((name) => world(name).running)).toEqual([
      oldVersion,
      newVersion,
      newVersion,
      newVersion,
    ]);
    expect(device.slots.states[0]?.confirmed).toBeUndefined();
    expect(world('A1').device.slots.uploadedBytes).toBe(0);
  });

  test('one that is unplugged fails alone, and only it is done by the next run', async () => {
    let isCut = false;
    const run = await panel(['--csv', 'panel.csv'], {
      onEvent: (event) => {
        const isHalf = event.event === 'progress' && event.doneBytes > 3000;
        if (isCut || !isHalf || event.task !== 'panel/B1') return;
        isCut = true;
        world('B1').line.unplug();
      },
    });
    expect(run.exitCode).toBe(10);
    expect(run.stderr).toMatch(/3 of 4 devices are done, 1 failed: B1 .*\[PANEL_FAILED\]/u);
    expect(world('B1').running).toBe(oldVersion);
    expect(text('panel.csv')).toMatch(/"B1",.*"failed","no","1 of 2",.*"SMP_CLOSED"/u);

    world('B1').line.plugIn();
    const asked = names.map((name) => world(name).device.requests.length);
    const again = await panel(['--csv', 'panel.csv']);
    expect([again.exitCode, world('B1').running]).toEqual([0, newVersion]);
    const askedNow = names.map((name) => world(name).device.requests.length);
    expect(askedNow.map((count, at) => count > (asked[at] ?? 0))).toEqual([
      false,
      false,
      true,
      false,
    ]);
    expect(text('panel.csv')).toMatch(/"A1",.*"ok","yes"/u);
  });

  test('an interruption leaves a state from which the next run goes on', async () => {
    const interruption = new AbortController();
    const run = await panel(['--jobs', '2', '--csv', 'panel.csv', '--html', 'panel.html'], {
      signal: interruption.signal,
      onEvent: (event) => {
        if (event.event === 'progress' && event.doneBytes > 3000) interruption.abort();
      },
    });
    expect(run.exitCode).toBe(130);
    expect(run.stderr).toContain('panel.yaml.state.json says what is done');
    const ends = run.events.filter(({ event, task }) => event === 'end' && task !== 'panel');
    expect(ends).toMatchObject(
      ['panel/A1', 'panel/A2'].map((task) => ({
        task,
        outcome: 'failed',
        error: { code: 'INTERRUPTED', exitCode: 130 },
      })),
    );
    expect(text('panel.csv')).toMatch(/"A1",.*"interrupted","no","1 of 2"/u);
    expect(text('panel.csv')).toContain('"B2","tcp://b2:1","not-begun","no","0 of 2"');
    expect(text('panel.html')).toContain('0 failed, 2 interrupted, 2 not begun');
    const stored = world('A1').device.slots.uploadedBytes;
    expect((await panel()).exitCode).toBe(0);
    const { length } = testImage(1);
    expect(stored).toBeGreaterThan(0);
    expect(world('A1').device.slots.uploadedBytes).toBe(length);
  });

  test('another image under the same name is other work', async () => {
    await panel();
    files.set('new.img', testImage(2));
    const run = await panel();
    expect(run.exitCode).toBe(0);
    expect(names.map((name) => world(name).running)).toEqual(names.map(() => '1.0.2'));
  });

  test('an output that cannot be written is told before anything is sent', async () => {
    const run = await panel(['--html', 'no/folder/panel.html'], {
      checkTarget: (path, replace) =>
        path.endsWith('.html') ? checkTarget(path, replace) : Promise.resolve(),
    });
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toMatch(/write no\/folder\/panel\.html, .*\[FILE_NOT_WRITTEN\]/u);
    expect(names.flatMap((name) => world(name).device.requests)).toEqual([]);
  });

  test.each([
    ['with a device that failed', true, 'PANEL_FAILED'],
    ['with all devices done', false, 'PANEL_REPORT'],
  ])('a report that is lost at the end, %s', async (_, isCut, code) => {
    if (isCut) world('B1').line.unplug();
    const run = await panel(['--csv', 'panel.csv', '--html', 'panel.html'], {
      writeFile: (path, bytes) => {
        if (path === 'panel.csv') return Promise.reject(new TypeError('the disk is full'));
        files.set(path, bytes);
        return Promise.resolve();
      },
    });
    expect(run.exitCode).toBe(10);
    expect(run.stderr).toContain(`[${code}]`);
    expect(run.stderr).toMatch(/the report panel\.csv is not written: .*the disk is full/u);
    expect(run.stderr.includes('B1 (')).toBe(isCut);
    expect(text('panel.html')).toContain(`${isCut ? 3 : 4} of 4 devices are done`);
  });

  test('a device whose state cannot be kept has failed', async () => {
    const run = await panel([], { writeFile: () => Promise.reject(new TypeError('disk full')) });
    expect(run.exitCode).toBe(10);
    expect(run.stderr).toMatch(/0 of 4 devices are done, 4 failed: A1 \(.*disk full/u);
    expect(names.map((name) => world(name).running)).toEqual(names.map(() => oldVersion));
  });
});

describe('a manifest', () => {
  test.each([
    ['is no YAML', 'panel: [', /panel\.yaml:1:\d+ to have YAML/u],
    ['is of another format', manifest.replace('panel: 1', 'panel: 2'), /it says 2/u],
    ['has no devices', 'panel: 1\nsteps: [info]\n', /a list of devices/u],
    ['has a key nobody knows', `${manifest}job: 3\n`, /the key "job"/u],
    ['names a device twice', manifest.replace('name: A2', 'name: A1'), /A1 is there twice/u],
    [
      'names a port twice',
      manifest.replace('tcp://a2:1', 'tcp://a1:1'),
      /tcp:\/\/a1:1 is there twice/u,
    ],
    [
      'has a step with a port',
      manifest.replace('- info', '- info --port x'),
      /steps without --port/u,
    ],
    [
      'has no steps',
      manifest.replace(/steps:\n.*\n.*\n/u, ''),
      /device 1 to have a list of steps/u,
    ],
    ['has no command', manifest.replace('flash new', 'flesh new'), /A1 .*command 'flesh'/u],
    ['has no such option', manifest.replace('--trust', '--thrust'), /option '--thrust'/u],
    ['has a wrong value', manifest.replace('img', 'img --slot x'), /number.* is expected/u],
    ['lacks an argument', manifest.replace('new.img --trust', '--trust'), /argument 'file'/u],
    ['only shows help', manifest.replace('- info', '- info --help'), /only shows help/u],
    ['has a group only', manifest.replace('- info', '- policy'), /steps that are commands/u],
    ['has no port of ours', manifest.replace('tcp://b2:1', 'http://b2'), /B2 .*as port/u],
    ['has a wrong name', manifest.replace('name: A1', 'name: "A/1"'), /device 1 to have a name/u],
  ])('that %s is refused before a port is opened', async (_, yaml, sentence) => {
    files.set('panel.yaml', new TextEncoder().encode(yaml));
    const run = await panel();
    expect(run.exitCode).toBe(3);
    expect(run.stderr).toMatch(sentence);
    expect(run.stderr).toContain('[PANEL_MANIFEST]');
    expect(names.flatMap((name) => world(name).device.requests)).toEqual([]);
  });
});

test('on a terminal that nobody has measured each device is told as elsewhere', async () => {
  await panel();
  const out: string[] = [];
  const exitCode = await runFlasher(['panel', 'panel.yaml'], {
    readFile,
    writeFile: () => Promise.resolve(),
    stdout: { write: (words) => out.push(words), isTTY: true },
    stderr: { write: (words) => out.push(words) },
    clock,
  });
  expect(exitCode).toBe(0);
  for (const name of names) expect(out.join('')).toContain(`${name}  done before`);
});

describe('before the first device is touched', () => {
  const touched = () => names.flatMap((name) => world(name).device.requests);
  const useManifest = (yaml: string) => files.set('panel.yaml', new TextEncoder().encode(yaml));

  test.each([
    ['a missing image', manifest.replace('new.img', 'none.img'), /none\.img.*FILE_NOT_READ/u],
    ['no --trust', manifest.replace(' --trust key.pub.pem', ''), /FLASH_TRUST/u],
    ['a file that is no image', manifest.replace('new.img', 'key.pub.pem'), /IMAGE_/u],
    ['an older counter', manifest.replace('--trust', '--counter-min 99 --trust'), /COUNTER/u],
  ])('%s is found', async (_name, yaml, sentence) => {
    useManifest(yaml);
    const run = await panel();
    expect([run.exitCode, run.stderr]).toEqual([3, expect.stringMatching(sentence)]);
    expect(run.stderr).toMatch(/A1 to have steps that can be begun.*\[PANEL_MANIFEST\]/u);
    expect(touched()).toEqual([]);
    expect(files.has('panel.yaml.state.json')).toBe(false);
  });

  test('a file that an earlier step makes is not asked for, and nothing is written for a trial', async () => {
    useManifest(manifest.replace('- info', '- info\n  - policy show --yaml {name}.yaml'));
    const made: string[] = [];
    await panel([], {
      writeFile: (path) => {
        made.push(path);
        return Promise.resolve();
      },
    });
    expect(touched().length).toBeGreaterThan(0);
    expect(made.filter((path) => !path.endsWith('.state.json'))).toEqual([]);
    useManifest(
      manifest.replace('- info', '- policy show --yaml {name}.yaml\n  - policy verify {name}.yaml'),
    );
    const run = await panel();
    // The fake device has no policy, so the first step makes no file: its second one fails, and alone.
    expect(run.exitCode).toBe(10);
    expect(run.stderr).toMatch(/A1 \(.*FILE_NOT_READ/u);
  });

  test('nor is one that an earlier step makes without a word about its name', async () => {
    const csr = '- provision csr --tenant acme --device {name}\n  - policy verify {name}.csr.pem';
    useManifest(manifest.replace('- info', csr));
    const run = await panel();
    expect(run.stderr).not.toContain('PANEL_MANIFEST');
    expect(run.exitCode).toBe(10);
    expect(touched().length).toBeGreaterThan(0);
    useManifest(manifest.replace('- info', csr.replace('verify {name}', 'verify ./other')));
    expect((await panel()).stderr).toMatch(/other\.csr\.pem.*FILE_NOT_READ.*PANEL_MANIFEST/u);
  });

  test.each([
    [['--csv', 'panel.yaml'], '--csv'],
    [['--html', './panel.yaml'], '--html'],
    [['--html', 'panel.yaml.state.json'], '--html'],
    [['--csv', 'x', '--html', 'x'], '--html'],
    [['--csv', 'new.img'], '--csv'],
    [['--state', 'panel.yaml'], 'the state'],
  ])('%j would replace what the panel is made of', async (argv, what) => {
    const run = await panel(argv);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain(`a file for ${what} that nothing else is in`);
    expect(run.stderr).toContain('[PANEL_OUTPUT]');
    expect(text('panel.yaml')).toBe(manifest);
    expect(touched()).toEqual([]);
  });

  test('a device that is finished is not tried again', async () => {
    await panel();
    const asked = touched().length;
    const run = await panel();
    expect([run.exitCode, touched().length]).toEqual([0, asked]);
  });
});

test('a state file of something else is not overwritten', async () => {
  files.set('panel.yaml.state.json', new TextEncoder().encode('{"mine": true}'));
  const run = await panel();
  expect(run.exitCode).toBe(3);
  expect(run.stderr).toContain('[PANEL_STATE]');
  expect(text('panel.yaml.state.json')).toBe('{"mine": true}');
});
