import {
  Echo,
  handleCommand,
  Params,
  Reset,
  type SmpFailure,
  type SmpHandler,
} from '@feierabend/protocol';

import type { BootMode } from '../ports.ts';

/** The reassembly buffer for one SMP message, and how many there are: what `params` answers. */
export const smpBuffers = { sizeBytes: 1024, count: 4 } as const;

/** `boot_mode` of a reset that is to end in the boot loader (Zephyr's `BOOT_MODE_TYPE_BOOTLOADER`). */
const bootLoaderMode = 1;

/** Group 0: echo, reset, parameters. A reset that is not to be is refused. */
export function osHandlers(reset: (into: BootMode) => SmpFailure | undefined): SmpHandler[] {
  const echo = ({ d }: { d: string }) => ({ r: d });
  return [
    handleCommand(Echo.read, echo),
    handleCommand(Echo.write, echo),
    handleCommand(Params.read, () => ({
      buf_size: smpBuffers.sizeBytes,
      buf_count: smpBuffers.count,
    })),
    handleCommand(
      Reset.write,
      ({ boot_mode: mode }) => reset(mode === bootLoaderMode ? 'recovery' : 'firmware') ?? {},
    ),
  ];
}
