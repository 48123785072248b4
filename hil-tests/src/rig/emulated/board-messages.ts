import type { PinLevel, Waveform } from './avr-board.ts';

/** What the thread of an emulated board is started with. */
export interface BoardWorkerData {
  readonly program: Uint8Array;
  /** Milliseconds of the board in one of the host. */
  readonly speed: number;
}

export type ToBoard =
  | { readonly do: 'receive'; readonly bytes: Uint8Array }
  | { readonly do: 'volts'; readonly channel: number; readonly volts: number }
  | { readonly do: 'play'; readonly pin: number; readonly waveform: Waveform };

export type FromBoard =
  | { readonly is: 'booted' }
  | { readonly is: 'dumb' }
  | { readonly is: 'bytes'; readonly bytes: Uint8Array }
  | { readonly is: 'pin'; readonly pin: number; readonly level: PinLevel };
