import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { realClock } from '@feierabend/flasher';
import { SeededRandom } from '@feierabend/firmware-sim';

import { Cleanup } from '../bench/cleanup.ts';
import { makeRunFolder } from '../bench/run-folder.ts';
import { buildImages, factoryImage, makeTenantKit, type TenantKit } from '../demo/tenant-kit.ts';
import { sha256Of } from '../evidence/digest.ts';
import { TestPki } from '@feierabend/firmware-sim/pki/test-pki';
import { RunRegistry } from '@feierabend/firmware-sim/reaper/run-registry';
import { policyDigestName } from '../record/digest-name.ts';
import type { DeviceRecord } from '../record/run-record.ts';
import type { RunOrder } from '../run/run-order.ts';
import { FlasherRuns } from './flasher-runs.ts';
import { openBenchKeys } from './board/bench-keys.ts';
import { Board } from './board/board.ts';
import { isBrokerDefect } from '../mutants/broker-defects.ts';
import type { Defect } from '../mutants/defect.ts';
import { openBrokenBroker, openOffice } from './open-office.ts';
import { openBroker, type StationBroker } from './station-broker.ts';
import { openSecondBroker, type SecondBroker } from './second-broker.ts';
import { Releases } from './releases.ts';
import { openStationRig } from './station-rig.ts';
import { otherTenant, tenant, type StationParts, type TrackerOptions } from './station-parts.ts';
import type { Tracker } from './tracker.ts';
import { startVirtualTracker } from './start-virtual.ts';
import { attachBoard } from './attach-board.ts';

/** The bench of a run, open. Tests get their trackers from it, and what they got is taken back after each test. */
export class Station {
  readonly parts: StationParts;
  /** Firmware that the target takes, or has to refuse. */
  readonly releases: Releases;
  readonly #devices: Record<string, DeviceRecord> = {};
  readonly #digests: Record<string, string> = {};
  #trackers: Tracker[] = [];
  #policies = 0;
  /** Id of the test that has the bench. */
  #test = '';

  constructor(parts: StationParts) {
    this.parts = parts;
    this.releases = new Releases(parts, new FlasherRuns(parts.random.fork('releases'), realClock));
  }

  get order(): RunOrder {
    return this.parts.order;
  }

  get broker(): StationBroker {
    return this.parts.broker;
  }

  get kit(): TenantKit {
    return this.parts.kit;
  }

  /** The flasher of people who have no device at hand. */
  get flasher(): FlasherRuns {
    return this.parts.flasher;
  }

  /** A tracker with power. On a bench with one board it is that board, made what was asked for. */
  async tracker(options: TrackerOptions): Promise<Tracker> {
    const make = this.order.bench.target.kind === 'virtual' ? startVirtualTracker : attachBoard;
    const tracker = await make(this.parts, {
      ...options,
      secondBrokerUrl: options.brokers === 2 ? (await this.secondBroker()).url : undefined,
      onIdentity: (identity) => (this.#devices[identity.device] = identity),
    });
    this.#trackers.push(tracker);
    if (options.policy !== undefined) await this.applyPolicy(tracker, options.policy);
    return tracker;
  }

  /** When a test begins: at this time where the bench chooses it, at any other where time is real. */
  beginMs(chosenMs: number): number {
    return this.order.bench.target.kind === 'virtual' ? chosenMs : Date.now();
  }

  /** Another broker, which runs from the first test on that asks for it. */
  secondBroker(): Promise<SecondBroker> {
    this.#second ??= openSecondBroker(this.parts);
    return this.#second;
  }
  #second: Promise<SecondBroker> | undefined;

  /** The employer's and the employees' side sign it, and the device takes it. */
  async applyPolicy(tracker: Tracker, yaml: string, reason = 'agreed for this test') {
    const file = await this.file('policy.yaml', yaml);
    const applied = await tracker.done(
      'policy',
      'apply',
      file,
      ...this.signatures,
      '--reason',
      reason,
    );
    const { digest } = applied.result;
    if (typeof digest === 'string') {
      this.#policies += 1;
      this.digest(policyDigestName(this.#policies, this.#test), digest);
    }
    return applied;
  }

  /** `--key --cosign` of administrator and council. */
  get signatures(): readonly string[] {
    const { adminKey, councilKey } = this.kit;
    return ['--key', adminKey, '--cosign', councilKey];
  }

  /** Text as a file that lives as long as the run; the path. */
  async file(name: string, content: string | Uint8Array): Promise<string> {
    const { folder } = this.parts;
    await mkdir(join(folder, 'files'), { recursive: true });
    const path = join(folder, 'files', `${(this.#files += 1)}-${name}`);
    await writeFile(path, content, { mode: 0o600 });
    return path;
  }
  #files = 0;

  /** The same bench with a defect: trackers with other firmware, or another broker. */
  async withDefect(defect: Defect | undefined): Promise<Station> {
    if (defect !== undefined && isBrokerDefect(defect)) {
      return new Station({ ...this.parts, ...(await openBrokenBroker(this.parts, defect)) });
    }
    const { order, kit, random, folder } = this.parts;
    const defects = defect === undefined ? [] : [defect];
    const imageFolder = join(folder, 'images', ['image', ...defects].join('-'));
    await mkdir(imageFolder, { recursive: true, mode: 0o700 });
    const releaseImage = join(imageFolder, 'release.img');
    await buildImages(new FlasherRuns(random.fork('images'), realClock), kit.imageKey, {
      factory: { file: join(imageFolder, factoryImage), defects },
      release: { file: releaseImage, defects },
    });
    const changed = { order: { ...order, defects }, kit: { ...kit, releaseImage }, imageFolder };
    return new Station({ ...this.parts, ...changed });
  }

  /** Notes what was under test, for the evidence. */
  digest(name: string, sha256: string): void {
    this.#digests[name] = sha256;
  }

  /** What is noted from here on is this test's. */
  beginTest(id: string): void {
    this.#test = id;
  }

  /** Takes back what a test got, and tells what it learnt. */
  async endTest(meta: {
    devices?: Record<string, DeviceRecord>;
    digests?: Record<string, string>;
  }): Promise<void> {
    const trackers = this.#trackers;
    this.#trackers = [];
    await Promise.all(trackers.map((tracker) => tracker.stop()));
    this.parts.rig?.wire(undefined);
    meta.devices = { ...this.#devices };
    meta.digests = { ...this.#digests };
  }

  /** Throws when the one board of the bench is not there any more: no further test has to find that out. */
  checkBoard(): void {
    this.parts.board?.checkAlive();
  }

  close(): Promise<void> {
    return this.parts.cleanup.run();
  }
}

/** Opens everything of a bench but its trackers. Throws what keeps it from opening; nothing is left behind then. */
export async function openStation(order: RunOrder): Promise<Station> {
  const { bench, host, seed } = order;
  const { pid, execPath } = host;
  const cleanup = new Cleanup(
    pid === undefined ? undefined : RunRegistry.open({ pid, execPath, lane: order.lane }),
  );
  try {
    const boardPath = await Board.lock(order, cleanup);
    const folder = await makeRunFolder(cleanup);
    const keys = await openBenchKeys(bench.keys, seed);
    const { authority, brokerPort: devicePort } = keys;
    const random = new SeededRandom(keys.seed).fork('station');
    const now = (): number => Date.now();
    const pki = await TestPki.create({ now, ...(authority === undefined ? {} : { authority }) });
    const tenants = [tenant, otherTenant];
    const broker = await openBroker(bench, { pki, cleanup, tenants, devicePort });
    const rig = await openStationRig(bench, { cleanup, pid });
    const flasher = new FlasherRuns(random.fork('people'), realClock);
    const kit = await makeTenantKit({
      secretFolder: join(folder, 'keys'),
      outFolder: folder,
      steps: flasher,
      random,
      defects: order.defects,
      factoryDefects: order.defects,
    });
    const office = await openOffice({ order, pki, kit, cleanup }, broker);
    const imageFolder = join(folder, 'keys');
    const opened = { order, cleanup, folder, pki, broker, rig, office };
    const parts = { ...opened, kit, imageFolder, flasher, random };
    const board = boardPath === undefined ? undefined : await Board.open(parts, keys, boardPath);
    const station = new Station(board === undefined ? parts : { ...parts, board });
    if (board === undefined) {
      station.digest('firmware 1.0.0', sha256Of(await readFile(join(imageFolder, factoryImage))));
      station.digest('firmware 1.1.0', sha256Of(await readFile(kit.releaseImage)));
    }
    return station;
  } catch (error) {
    await cleanup.run();
    throw error;
  }
}
