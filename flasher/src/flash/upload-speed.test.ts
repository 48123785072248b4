import { leastWireBytes } from '@feierabend/protocol';
import { describe, expect, test } from 'vitest';

import { flashOverLine, imageOfBytes } from '../testing/line/flash-over-line.ts';

const image = imageOfBytes(65_536, 1);
/** A line that is never idle and carries no byte too much; answers go the other way. */
const modelS = (bufferBytes: number, baudRate: number) =>
  (10 * leastWireBytes(image.length, bufferBytes)) / baudRate;

describe.each([115_200, 921_600])('at %i baud, with a device that needs 10 ms', (baudRate) => {
  test.each([384, 1024, 2048, 4096])(
    'with a buffer of %i bytes the line is filled to at least 95 per cent',
    async (bufferBytes) => {
      const line = { image, baudRate, bufferBytes, bufferCount: 4, latencyMs: 10 };
      const { run, upload, line: used } = await flashOverLine(line);
      expect(run.exitCode).toBe(0);
      expect(modelS(bufferBytes, baudRate) / upload.durationS).toBeGreaterThanOrEqual(0.95);
      expect(upload.reaskedRequests).toBe(0);
      expect(used.buffers.overruns).toBe(0);
    },
  );

  test('a device with one free buffer is asked for one piece after the other', async () => {
    const line = { image, baudRate, bufferBytes: 1024, bufferCount: 2, latencyMs: 10 };
    const { upload, line: used } = await flashOverLine(line);
    expect(used.buffers.overruns).toBe(0);
    const waitingS = (upload.requests * 10) / 1000;
    expect(upload.durationS).toBeGreaterThan(modelS(1024, baudRate) + waitingS);
  });
});

test('the reference image takes at most 0.5 % more wire bytes than any upload must', async () => {
  const reference = imageOfBytes(132_476, 1);
  const line = { image: reference, baudRate: 115_200, bufferBytes: 1024, bufferCount: 4 };
  const { upload } = await flashOverLine({ ...line, latencyMs: 10 });
  expect(upload.reaskedRequests).toBe(0);
  expect(upload.wireBytes / leastWireBytes(reference.length, 1024)).toBeLessThanOrEqual(1.005);
});
