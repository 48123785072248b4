import { runFlasher } from '../../run-flasher.ts';
import type { FlasherEvent } from '../../output/event.ts';
import type { QemuBoard } from './qemu-board.ts';

export interface BoardRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly events: readonly FlasherEvent[];
}

export interface BoardRunOptions {
  readonly image?: Uint8Array;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: FlasherEvent) => void;
}

/** One command line of the flasher against a board, in real time and through a real socket. */
export async function runOnBoard(
  board: QemuBoard,
  words: readonly string[],
  options: BoardRunOptions = {},
): Promise<BoardRun> {
  const { image, signal, onEvent } = options;
  const out: string[] = [];
  const err: string[] = [];
  const events: FlasherEvent[] = [];
  const exitCode = await runFlasher([...words, '--port', board.port], {
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => err.push(text) },
    onEvent: (event) => {
      events.push(event);
      onEvent?.(event);
    },
    ...(image === undefined ? {} : { readFile: () => Promise.resolve(image) }),
    ...(signal === undefined ? {} : { signal }),
  });
  return { exitCode, stdout: out.join(''), stderr: err.join(''), events };
}
