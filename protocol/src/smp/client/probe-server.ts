import { arrayOf, int, optional } from '../../schema/cbor-fields.ts';
import { cborMap } from '../../schema/cbor-map.ts';
import type { BufferParams } from '../framing/chunk-size.ts';
import type { RequestOptions, SmpClient } from './client.ts';
import { readCommand } from '../command.ts';
import { SmpGroup } from '../header.ts';
import { ImageSlotState } from '../groups/image-group.ts';
import { McumgrError } from '../errors/mcumgr-errors.ts';
import { negotiateBuffers } from './negotiate.ts';
import { Echo, EmptyMap } from '../groups/os-group.ts';
import { SmpRefusal } from './refusal.ts';

/** The image state once more, with the `rc: 0` that tells boot loaders from applications. */
export const ImageStateWithCode = cborMap('ImageStateWithCode', {
  images: arrayOf(ImageSlotState, 'one row for each slot that holds an image'),
  rc: optional(int('0, from servers that always send it')),
});

const imageStateWithCode = readCommand({
  group: SmpGroup.image,
  id: 0,
  name: 'image state',
  request: EmptyMap,
  response: ImageStateWithCode,
});

export interface ServerProbe {
  readonly buffers: BufferParams;
  /**
   * MCUboot's serial recovery answers, not an application: it checks nothing, resumes nothing, and
   * writes over the slot that runs.
   */
  readonly isRecovery: boolean;
}

/**
 * Finds out who answers. Recovery names no slot that runs, or sends `rc: 0` with every success
 * (boot loaders up to 2026), and has one buffer or no echo; an application built to send `rc: 0` too
 * is told apart by these.
 */
export async function probeServer(
  client: SmpClient,
  options: RequestOptions = {},
): Promise<ServerProbe> {
  const buffers = await negotiateBuffers(client, options);
  const state = await supported(client.request(imageStateWithCode, {}, options));
  if (state === undefined) return { buffers, isRecovery: false };
  const runs = state.images.some(({ active }) => active === true);
  if (state.rc !== 0 && runs) return { buffers, isRecovery: false };
  const echoed = await supported(client.request(Echo.write, { d: '' }, options));
  return { buffers, isRecovery: echoed === undefined || buffers.bufferCount === 1 };
}

/** The answer, or undefined when the server does not have the command. */
export async function supported<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    const isUnknown = error instanceof SmpRefusal && error.is(undefined, McumgrError.notSupported);
    if (isUnknown) return undefined;
    throw error;
  }
}
