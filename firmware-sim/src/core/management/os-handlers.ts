import { Echo, handleCommand, Params, Reset, type SmpHandler } from '@feierabend/protocol';

/** The reassembly buffer for one SMP message, and how many there are: what `params` answers. */
export const smpBuffers = { sizeBytes: 1024, count: 4 } as const;

/** Group 0: echo, reset, parameters. */
export function osHandlers(reset: () => void): SmpHandler[] {
  const echo = ({ d }: { d: string }) => ({ r: d });
  return [
    handleCommand(Echo.read, echo),
    handleCommand(Echo.write, echo),
    handleCommand(Params.read, () => ({
      buf_size: smpBuffers.sizeBytes,
      buf_count: smpBuffers.count,
    })),
    handleCommand(Reset.write, () => {
      reset();
      return {};
    }),
  ];
}
