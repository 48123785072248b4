import type { FlasherEvent } from '../output/event.ts';
import { eventFaults } from '../output/event-faults.ts';

/** Every run of every test keeps to the one schema; a wrong command line has no events. */
export function requireContract(argv: readonly string[], events: readonly FlasherEvent[]): void {
  const faults = events.length === 0 ? [] : eventFaults(events);
  if (faults.length > 0) throw new TypeError(`flasher ${argv.join(' ')}: ${faults.join('; ')}`);
}
