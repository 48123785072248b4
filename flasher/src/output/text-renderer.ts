import type { TextSink } from '../io.ts';
import type { BeginEvent, EndEvent, FlasherEvent, ProgressEvent } from './event.ts';
import { plain, type Paint } from './paint.ts';
import { progressLine } from './progress-bar.ts';

const eraseLine = '\r\u001B[2K';
const columnsDefault = 80;

/**
 * Prints what a person needs: one line per finished step, then the command's findings. On a
 * terminal the step under way is shown too and replaced by its result; elsewhere no control
 * character is ever written.
 */
export function textRenderer(
  stdout: TextSink,
  paint: Paint = plain,
): (event: FlasherEvent) => void {
  const live = stdout.isTTY === true;
  const columns = stdout.columns ?? columnsDefault;
  let shown = false;

  const show = (line: string) => {
    if (!live) return;
    stdout.write(`${eraseLine}${line.slice(0, columns - 1)}`);
    shown = true;
  };
  const clear = () => {
    if (shown) stdout.write(eraseLine);
    shown = false;
  };
  const begin = (event: BeginEvent) => {
    if (event.task.includes('/')) show(`  ${event.title} ...`);
  };
  const progress = (event: ProgressEvent) => {
    if (event.text !== undefined) {
      clear();
      for (const line of event.text) stdout.write(`${paint(line)}\n`);
      return;
    }
    show(progressLine(event, columns));
  };
  const end = (event: EndEvent) => {
    clear();
    const indent = event.task.includes('/') ? '  ' : '';
    for (const line of event.text) stdout.write(`${indent}${paint(line)}\n`);
  };
  return (event) => {
    if (event.event === 'begin') begin(event);
    else if (event.event === 'progress') progress(event);
    else end(event);
  };
}
