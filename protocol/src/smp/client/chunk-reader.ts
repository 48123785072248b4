import { DataError } from '../../errors.ts';

export interface Chunk {
  readonly off: number;
  /** Length of the whole. */
  readonly len: number;
  readonly data: Uint8Array;
}

export interface ChunkReadOptions<C extends Chunk> {
  readonly ask: (offset: number) => Promise<C>;
  /** More than this is refused before it is read. */
  readonly bytesMax: number;
  readonly phase: string;
}

/**
 * Reads a whole in the pieces the device gives. Throws {@link DataError} `SMP_CHUNK` when they do
 * not fit together.
 */
export async function readChunks<C extends Chunk>(
  options: ChunkReadOptions<C>,
): Promise<{ readonly bytes: Uint8Array; readonly first: C }> {
  const { ask, bytesMax, phase } = options;
  const first = await ask(0);
  if (first.len > bytesMax) throw misfit(phase, `it announced ${first.len} bytes`);
  const bytes = new Uint8Array(first.len);
  let offset = 0;
  let chunk = first;
  while (true) {
    if (chunk.off !== offset) throw misfit(phase, `it gave offset ${chunk.off} for ${offset}`);
    if (chunk.len !== first.len) throw misfit(phase, 'its length changed while it was read');
    if (offset + chunk.data.length > bytes.length) throw misfit(phase, 'it gave more than that');
    bytes.set(chunk.data, offset);
    offset += chunk.data.length;
    if (offset === bytes.length) return { bytes, first };
    if (chunk.data.length === 0) throw misfit(phase, `it ended after ${offset} bytes`);
    // Each piece has to be asked for after the one before: the device chooses its size.
    // oxlint-disable-next-line no-await-in-loop
    chunk = await ask(offset);
  }
}

function misfit(phase: string, came: string): DataError {
  return new DataError({
    code: 'SMP_CHUNK',
    expected: `pieces of one whole from the device in ${phase}`,
    came,
    next: 'read it again; if it stays, check that tool and firmware fit together',
  });
}
