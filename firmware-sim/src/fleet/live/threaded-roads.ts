import type { RoadParts, RoadPorts, Roads } from './roads.ts';
import { Thread } from './thread.ts';

/** Proxies in a thread of their own, so that what passes through them waits for no device. */
export async function startRoadThread(parts: RoadParts): Promise<Roads> {
  const thread = await Thread.start('live/road-thread', parts, () => {});
  return {
    ports: (await thread.ask('ports')) as Readonly<Record<string, RoadPorts>>,
    change: async (fault, isOn) => void (await thread.ask('change', fault, isOn)),
    bytes: async () => Number(await thread.ask('bytes')),
    stop: () => thread.end(),
  };
}
