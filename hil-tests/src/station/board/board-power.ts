import type { PowerSwitch } from '../../power/power-switch.ts';
import { manualPower } from '../../power/manual-power.ts';
import { QemuBoard } from '../../power/qemu-board.ts';
import { askPerson } from '../../run/ask-channel.ts';
import type { StationParts } from '../station-parts.ts';

const personMs = 300_000;

/** What switches the one board of a bench. */
export async function openBoardPower(
  parts: StationParts,
  port: string,
  isAwake: () => Promise<boolean>,
): Promise<PowerSwitch> {
  const { order, rig, folder, cleanup } = parts;
  const { bench } = order;
  if (typeof bench.power === 'object') {
    return QemuBoard.open({
      qemu: bench.power,
      address: port,
      folder,
      startMs: bench.timeouts.startS * 1000,
      registry: cleanup.registry,
    });
  }
  if (bench.power === 'rig' && rig !== undefined) {
    return { set: (isOn) => rig.rig.power(isOn), close: () => Promise.resolve() };
  }
  const ask = (question: string): Promise<string> => askPerson(question, personMs);
  return manualPower({ board: bench.name, isAwake, ask });
}
