import type { PowerSwitch } from './power-switch.ts';

export interface ManualPowerOptions {
  /** What people know the board by. */
  readonly board: string;
  /** Whether it answers already: then nobody is bothered to switch it on. */
  readonly isAwake: () => Promise<boolean>;
  readonly ask: (question: string) => Promise<string>;
}

/** Somebody at the bench is the switch. They are asked only when something changes. */
export function manualPower({ board, isAwake, ask }: ManualPowerOptions): PowerSwitch {
  let isOn: boolean | undefined;
  return {
    set: async (wanted) => {
      if (wanted && isOn === undefined && (await isAwake())) isOn = true;
      if (wanted === isOn) return;
      await ask(`Switch the power of ${board} ${wanted ? 'ON' : 'OFF'}, then press Enter: `);
      isOn = wanted;
    },
    close: () => Promise.resolve(),
  };
}
