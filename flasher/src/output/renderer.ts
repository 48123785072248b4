import type { TextSink } from '../io.ts';
import type { FlasherEvent } from './event.ts';
import { jsonRenderer } from './json-renderer.ts';
import { coloured, plain } from './paint.ts';
import { textRenderer } from './text-renderer.ts';

/** The rendering a command line asks for. */
export function renderer(
  stdout: TextSink,
  { json, colour }: { readonly json: boolean; readonly colour: boolean },
): (event: FlasherEvent) => void {
  return json ? jsonRenderer(stdout) : textRenderer(stdout, colour ? coloured : plain);
}
