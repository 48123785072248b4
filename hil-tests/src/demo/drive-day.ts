import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { SeededRandom, type SeededDefect } from '@feierabend/firmware-sim';
import { fromHex, InternalError, LinkError } from '@feierabend/protocol';
import { parsePolicySource, type PolicySource } from '@feierabend/protocol/policy-source';

import type { VirtualBench } from '../bench/bench-schema.ts';
import type { Cleanup } from '../bench/cleanup.ts';
import type { BenchState } from '../bench/control-client.ts';
import { makeRunFolder } from '../bench/run-folder.ts';
import { VirtualTarget } from '../bench/virtual-target.ts';
import { startEmbeddedBroker } from '@feierabend/firmware-sim/broker/embedded-broker';
import {
  startMqttSubscriber,
  type MqttSubscriber,
} from '@feierabend/firmware-sim/controller/mqtt-subscriber';
import {
  ReportController,
  type Received,
} from '@feierabend/firmware-sim/controller/report-controller';
import type { HilIo } from '../io.ts';
import type { TapRecord } from '@feierabend/firmware-sim/leak/tap-record';
import { TestPki } from '@feierabend/firmware-sim/pki/test-pki';
import { demoPolicyYaml } from './demo-policy.ts';
import { FlasherSteps, type FlasherResult } from './flasher-steps.ts';
import type { GnssSource } from './gnss-source.ts';
import { controllerName, device, makeTenantKit, tenant, type TenantKit } from './tenant-kit.ts';

export interface DriveOptions {
  readonly bench: VirtualBench;
  readonly seed: number;
  /** What the release that is flashed does wrong on purpose, so that the checks have something to find. */
  readonly defects: readonly SeededDefect[];
  readonly gnss: GnssSource;
  readonly outFolder: string;
  readonly io: HilIo;
  readonly cleanup: Cleanup;
  /** Called now and then while the day passes, with the share that is done. */
  readonly onProgress: (share: number) => void;
}

/** Everything one run left behind, for the checks. */
export interface DrivenDay {
  readonly gnss: GnssSource;
  readonly policy: PolicySource;
  readonly flash: FlasherResult;
  readonly apply: FlasherResult;
  readonly signKey: Uint8Array;
  readonly received: Received;
  readonly taps: readonly TapRecord[];
  readonly counters: BenchState['counters'];
  /** First and last instant of the feed. */
  readonly fromMs: number;
  readonly untilMs: number;
}

/** After the last sentence the tracker gets this long to say what it has to say: one heartbeat and a bit. */
const quietAfterMs = 3_660_000;
const deliveryDeadlineMs = 10_000;
const connectTimeoutMs = 10_000;

/** One tracker from the factory to the evening: flashed, given its policy, driven, and listened to. */
export async function driveDay(options: DriveOptions): Promise<DrivenDay> {
  const { bench, gnss, io, outFolder, seed, cleanup } = options;
  const { epochs } = gnss.feed;
  const fromMs = epochs[0]?.atMs ?? 0;
  const untilMs = epochs.at(-1)?.atMs ?? fromMs;
  const folder = await makeRunFolder(cleanup);
  const pki = await TestPki.create({ now: io.now });
  const broker = await startEmbeddedBroker({ pki });
  const network = { pki, broker };
  cleanup.defer(() => broker.stop());
  const random = new SeededRandom(seed).fork('tenant');
  const steps = new FlasherSteps({ random: random.fork('keys'), runFolder: folder, ...io });
  const secretFolder = join(folder, 'keys');
  const { defects } = options;
  const kit = await makeTenantKit({ secretFolder, outFolder, steps, random, defects, network });
  const policyFile = join(outFolder, 'policy.yaml');
  const policyText = demoPolicyYaml(firstFixMs(gnss), kit.recipient.publicKey);
  await writeFile(policyFile, policyText);

  const taps: TapRecord[] = [];
  const target = await VirtualTarget.start({
    bench,
    host: io.host,
    folder,
    configFile: kit.configFile,
    seed,
    startMs: fromMs,
    onTap: (tap) => taps.push(tap),
    signal: io.signal,
    registry: cleanup.registry,
  });
  cleanup.defer(() => target.stop());
  await target.powerOn();

  const port = ['--port', target.port, '--baud', String(bench.target.baud)];
  await steps.show('info', ...port);
  const flash = await steps.show('flash', kit.releaseImage, ...port, '--trust', kit.imageTrustFile);
  await steps.show('policy', 'plan', policyFile, ...port);
  const apply = await applyPolicy(steps, kit, { policyFile, port, issuedMs: fromMs });
  const keys = await identify(steps, port);

  const controller = new ReportController(kit.recipient, [
    { tenant, device, sealKey: keys.sealKey },
  ]);
  const subscriber = await startMqttSubscriber({
    url: broker.url,
    caPem: pki.caPem,
    credentials: await pki.issueController(tenant, controllerName),
    tenant,
    name: controllerName,
    connectTimeoutMs,
    onMessage: (message) => controller.take(message),
  });
  cleanup.defer(() => subscriber.stop());
  await target.feed(epochs, (done) => {
    io.signal.throwIfAborted();
    options.onProgress(done / epochs.length);
  });
  const { counters } = await target.runUntil(untilMs + quietAfterMs);
  await delivered(subscriber, () => broker.stats().published);
  return {
    gnss,
    policy: parsed(policyText, policyFile),
    flash,
    apply,
    signKey: keys.signKey,
    received: controller.received,
    taps,
    counters,
    fromMs,
    untilMs,
  };
}

function applyPolicy(
  steps: FlasherSteps,
  kit: TenantKit,
  run: { policyFile: string; port: readonly string[]; issuedMs: number },
): Promise<FlasherResult> {
  const signatures = ['--key', kit.adminKey, '--cosign', kit.councilKey];
  const issued = ['--issued-at', new Date(run.issuedMs).toISOString()];
  const reason = ['--reason', 'agreement of works council and management'];
  return steps.brief(
    'policy',
    'apply',
    run.policyFile,
    ...run.port,
    ...signatures,
    ...reason,
    ...issued,
  );
}

/** The keys under which the controller knows the device from now on. */
async function identify(steps: FlasherSteps, port: readonly string[]) {
  const { result } = await steps.quiet('info', ...port);
  const identity = result['identity'] as { sealKey: string; signKey: string } | null;
  const sealKey = fromHex(identity?.sealKey ?? '');
  const signKey = fromHex(identity?.signKey ?? '');
  if (identity === null || sealKey === undefined || signKey === undefined) {
    throw new InternalError('a provisioned tracker has no identity');
  }
  return { sealKey, signKey };
}

/** Waits until the subscriber has everything the broker took. */
async function delivered(subscriber: MqttSubscriber, published: () => number): Promise<void> {
  const pollMs = 20;
  for (let waitedMs = 0; waitedMs < deliveryDeadlineMs; waitedMs += pollMs) {
    if (subscriber.received >= published()) return;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  throw new LinkError({
    code: 'DELIVERY_DEADLINE',
    expected: `all ${published()} messages at the controller within ${deliveryDeadlineMs / 1000} s`,
    came: `${subscriber.received} arrived`,
    next: 'run it again on a machine that is less busy; if it stays, the broker loses messages',
  });
}

function firstFixMs({ feed }: GnssSource): number {
  return feed.epochs.find((epoch) => epoch.position !== undefined)?.atMs ?? 0;
}

function parsed(text: string, fileName: string): PolicySource {
  const policy = parsePolicySource(text, { fileName });
  if (policy.ok) return policy.source;
  throw new InternalError(`the policy of the demonstration has ${policy.problems.length} problems`);
}
