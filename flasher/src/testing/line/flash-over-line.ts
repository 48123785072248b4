import { buildImage, type BufferParams } from '@feierabend/protocol';

import { FakeDevice } from '../fake-device.ts';
import { ManualClock } from '../manual-clock.ts';
import { preload, runInVirtualTime, type VirtualRun } from './run-in-virtual-time.ts';
import { SimulatedLine } from './simulated-line.ts';

/** A signed image of exactly so many bytes. */
export function imageOfBytes(totalBytes: number, revision: number): Uint8Array {
  const build = (bodyBytes: number) =>
    buildImage({
      body: Uint8Array.from({ length: bodyBytes }, (_, at) => (at * 13 + revision) & 0xff),
      version: { major: 1, minor: 0, revision, build: 0 },
      securityCounter: revision,
      signingKey: new Uint8Array(32).fill(1),
    });
  const aroundBytes = build(0).length;
  return build(totalBytes - aroundBytes);
}

export interface FlashOverLine extends BufferParams {
  readonly image: Uint8Array;
  readonly baudRate: number;
  readonly latencyMs: number;
}

interface LineFigures {
  readonly durationS: number;
  readonly wireBytes: number;
  readonly requests: number;
  readonly reaskedRequests: number;
}

export interface FlashedOverLine {
  readonly run: VirtualRun;
  readonly upload: LineFigures;
  readonly line: SimulatedLine;
}

const argv = ['flash', 'new.img', '--unverified', '--port', 'tcp://line:1'];

/** Runs `flasher flash` over a simulated line; no time passes but that of the line. */
export async function flashOverLine(options: FlashOverLine): Promise<FlashedOverLine> {
  const { image, baudRate, bufferBytes } = options;
  const clock = new ManualClock();
  const device = new FakeDevice({ ...options, runningImage: imageOfBytes(2000, 0) });
  const line = new SimulatedLine({ ...options, clock, device, bootMs: 1000 });
  const io = {
    readFile: () => Promise.resolve(image),
    openLink: () => line.open('line'),
  };
  await preload(argv, io);
  const run = await runInVirtualTime([...argv, '--baud', String(baudRate)], clock, io);
  const end = run.events.find((event) => event.event === 'end' && event.task === 'flash/upload');
  if (end?.event !== 'end' || end.outcome !== 'ok') {
    throw new TypeError(`no upload over ${baudRate} baud and ${bufferBytes} bytes: ${run.stderr}`);
  }
  return { run, line, upload: end.result as unknown as LineFigures };
}
