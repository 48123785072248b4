import { Rig } from '../rig.ts';
import type { RigPins } from '../rig-pins.ts';
import { EmulatedBoard } from './emulated-board.ts';
import { loadFirmata } from './firmata-program.ts';
import { VirtualWiring, type WiredTracker } from './virtual-wiring.ts';

export interface EmulatedRigOptions {
  readonly pins: RigPins;
  readonly tracker: WiredTracker;
  /** Another program than StandardFirmata of the npm package. */
  readonly program: string | undefined;
  /** Milliseconds of the board in one of the host; 1 when not given. */
  readonly speed?: number;
  readonly startMs: number;
  readonly answerMs: number;
}

export interface EmulatedRig {
  readonly rig: Rig;
  readonly board: EmulatedBoard;
  /** Has to be told what the tracker's light shows whenever that may have changed. */
  readonly wiring: VirtualWiring;
}

/** A rig whose board is emulated, wired to a virtual tracker. */
export async function startEmulatedRig(options: EmulatedRigOptions): Promise<EmulatedRig> {
  const { pins, tracker, speed = 1, startMs, answerMs } = options;
  const program = await loadFirmata(options.program);
  const board = await EmulatedBoard.start({ program, speed, deadlineMs: startMs });
  const wiring = new VirtualWiring({ board, pins, tracker });
  const rig = await Rig.open({
    transport: board,
    pins,
    deadlineMs: answerMs,
    connect: () => wiring.connect(),
    settled: () => wiring.settled(),
    close: () => board.close(),
  });
  return { rig, board, wiring };
}
