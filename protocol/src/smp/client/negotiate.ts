import type { BufferParams } from '../framing/chunk-size.ts';
import type { RequestOptions, SmpClient } from './client.ts';
import { McumgrError } from '../errors/mcumgr-errors.ts';
import { Params } from '../groups/os-group.ts';
import { SmpRefusal } from './refusal.ts';

/** What every SMP server takes: a message in one line of the console. */
export const smallestBuffers: BufferParams = { bufferBytes: 93, bufferCount: 1 };

/** Asks the device for its buffers; boot loaders before 2026 do not say, and get the smallest. */
export async function negotiateBuffers(
  client: SmpClient,
  options: RequestOptions = {},
): Promise<BufferParams> {
  try {
    const answer = await client.request(Params.read, {}, options);
    return { bufferBytes: answer.buf_size, bufferCount: answer.buf_count };
  } catch (error) {
    const isUnknown = error instanceof SmpRefusal && error.is(undefined, McumgrError.notSupported);
    if (isUnknown) return smallestBuffers;
    throw error;
  }
}
