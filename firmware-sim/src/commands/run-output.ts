import { createLogUpdate } from 'log-update';

import type { SimIo } from '../io.ts';
import { RecentEntries, type TrackerStatus } from '../runner/tracker-status.ts';
import { liveView } from './live-view.ts';

const journalLines = 6;
const redrawEveryMs = 500;
const linesEveryMs = 1_000;
/** Without a change a line comes so often, as a sign of life. */
const quietLines = 60;

/** Shows a running tracker: a screen that is drawn again on a terminal, JSON lines elsewhere. */
export interface RunOutput {
  log(line: string): void;
  journal(entry: Uint8Array): void;
  /** Begins to show; the function that comes back ends it. */
  start(port: string, status: () => TrackerStatus): () => void;
}

export function runOutput(io: SimIo, options: { readonly quiet: boolean }): RunOutput {
  const { terminal } = io;
  if (options.quiet) return plainOutput(io);
  return terminal === undefined ? jsonOutput(io) : screenOutput(io, terminal);
}

/** Under a bench: the line that the bench waits for, and nothing else. */
function plainOutput(io: SimIo): RunOutput {
  return {
    log: (line) => void io.stderr.write(`${line}\n`),
    journal: () => {},
    start: (port) => {
      io.stdout.write(`tracker ready on ${port}\n`);
      return () => {};
    },
  };
}

function jsonOutput(io: SimIo): RunOutput {
  const recent = new RecentEntries(1);
  /** What was written before the ports were open; the line that says so comes first. */
  const early: object[] = [];
  let isStarted = false;
  const say = (line: object): void => {
    if (isStarted) io.stdout.write(`${JSON.stringify(line)}\n`);
    else early.push(line);
  };
  return {
    ...plainOutput(io),
    journal: (bytes) => {
      const entry = recent.push(bytes);
      if (entry !== undefined) say({ type: 'journal', ...entry });
    },
    start: (port, status) => {
      io.stdout.write(`tracker ready on ${port}\n`);
      isStarted = true;
      for (const line of early) say(line);
      let [last, unchanged] = ['', 0];
      const show = () => {
        const now = status();
        const { timeS: _time, positionsWithheld: _withheld, ...facts } = now;
        const text = JSON.stringify(facts);
        unchanged += 1;
        if (text === last && unchanged < quietLines) return;
        [last, unchanged] = [text, 0];
        say({ type: 'status', ...now });
      };
      const timer = setInterval(show, linesEveryMs);
      return () => clearInterval(timer);
    },
  };
}

function screenOutput(io: SimIo, terminal: NodeJS.WriteStream): RunOutput {
  const recent = new RecentEntries(journalLines);
  const screen = createLogUpdate(terminal);
  return {
    // A line of the log stays above the screen.
    log: (line) => {
      screen.clear();
      io.stderr.write(`${line}\n`);
    },
    journal: (bytes) => void recent.push(bytes),
    start: (port, status) => {
      const draw = () => {
        const { columns } = terminal;
        screen(liveView(status(), { port, journal: recent.entries, columns }));
      };
      draw();
      const timer = setInterval(draw, redrawEveryMs);
      return () => {
        clearInterval(timer);
        draw();
        screen.done();
      };
    },
  };
}
