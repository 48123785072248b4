import { lineLimitBytesPerS } from '@feierabend/flasher';
import { SeededRandom } from '@feierabend/firmware-sim';
import {
  ConsoleDeframer,
  encodeConsoleFrame,
  frameBytes,
  frameOverheadBytes,
  handleCommand,
  ImageUpload,
  messageBytesMaxOf,
  SmpClient,
  SmpServer,
  uploadImage,
} from '@feierabend/protocol';

import type { Benchmark, BenchmarkRow } from './benchmark.ts';

const imageBytes = 131_072;
const bufferSizes = [384, 1024, 2048];
const bufferCount = 4;
/** Ten bits are one byte with start and stop bit, so the limit at this rate is payload per byte on the wire. */
const unitBaudRate = 10;

/** What an upload puts on the wire, from the bytes themselves: no clock is involved. */
export const flashLine: Benchmark = {
  name: 'flash-line',
  title: `bytes on the wire for an image of ${imageBytes} bytes, SMP over console`,
  async run() {
    const rows = [];
    // oxlint-disable-next-line no-await-in-loop -- one upload after the other
    for (const bufferBytes of bufferSizes) rows.push(await uploadWith(bufferBytes));
    return { columns, rows, notes };
  },
};

const columns = {
  bufferBytes: 'buffer',
  requests: 'requests',
  wireBytes: 'wire bytes',
  framingMinimumBytes: 'framing minimum',
  overMinimumPercent: '% over',
  payloadPercent: '% payload',
  limitPayloadPercent: '% at the limit',
  limitSharePercent: '% of the limit',
};

const notes = [
  'framing minimum: the image alone in full console lines, 127 bytes for 93, without any SMP or CBOR.',
  'the limit: a line that is never idle and carries only full chunks of this buffer; it is what the flasher shows its rate against.',
  'Nothing is lost or asked for again here; the bytes are those of the host, answers travel the other way.',
];

async function uploadWith(bufferBytes: number): Promise<BenchmarkRow> {
  let wireBytes = 0;
  const server = new SmpServer({ handlers: [slot()], bufferBytes });
  const deframer = new ConsoleDeframer({ messageBytesMax: messageBytesMaxOf(bufferBytes) });
  const client: SmpClient = new SmpClient({
    clock: { now: () => 0, after: () => () => {} },
    timeoutMs: 1000,
    retries: 0,
    send(bytes) {
      wireBytes += bytes.length;
      const answers = deframer.push(bytes).flatMap((message) => server.receiveMessage(message));
      for (const answer of answers) {
        queueMicrotask(() => client.receive(encodeConsoleFrame(answer)));
      }
    },
  });
  const { requests } = await uploadImage(client, {
    image: new SeededRandom(1).bytes(imageBytes),
    sha256: new Uint8Array(32),
    bufferBytes,
    bufferCount,
    resume: true,
  });
  const framingMinimumBytes = frameBytes(imageBytes - frameOverheadBytes);
  const limit = lineLimitBytesPerS(unitBaudRate, { bufferBytes, bufferCount });
  return {
    bufferBytes,
    requests,
    wireBytes,
    framingMinimumBytes,
    overMinimumPercent: percent(wireBytes / framingMinimumBytes - 1),
    payloadPercent: percent(imageBytes / wireBytes),
    limitPayloadPercent: percent(limit),
    limitSharePercent: percent(imageBytes / wireBytes / limit),
  };
}

/** Takes every piece as it comes. */
function slot() {
  return handleCommand(ImageUpload.write, ({ off = 0, data }) => ({
    off: off + (data?.length ?? 0),
  }));
}

function percent(share: number): number {
  return Math.round(share * 10_000) / 100;
}
