import type { TextSink } from '../io.ts';
import type { FlasherEvent } from './event.ts';

/** One JSON object per line, one line per event. */
export function jsonRenderer(stdout: TextSink): (event: FlasherEvent) => void {
  return (event) => {
    stdout.write(`${JSON.stringify(event)}\n`);
  };
}
