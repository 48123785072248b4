import { eventFormat, type FlasherEvent } from './event.ts';

type Fields = Readonly<Record<string, unknown>>;
type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const isLines: Check = (value) => Array.isArray(value) && value.every(isText);
const oneOf =
  (...words: readonly unknown[]): Check =>
  (value) =>
    words.includes(value);

const common = { event: isText, task: isText, atMs: isNumber };
const rates = {
  bytesPerS: orNull(isNumber),
  leftS: orNull(isNumber),
  linkPercent: orNull(isNumber),
};
const errorFields = {
  code: isText,
  exitCode: isNumber,
  expected: isText,
  came: isText,
  next: isText,
};

/** What each kind of event has, always; and what it may have. */
const shapes: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  begin: { ...common, format: oneOf(eventFormat), title: isText },
  progress: { ...common, doneBytes: isNumber, totalBytes: isNumber, ...rates },
  end: {
    ...common,
    outcome: oneOf('ok', 'skipped', 'failed'),
    text: isLines,
    result: (value) => value !== undefined,
    error: orNull((value) => fieldFaults(value as Fields, errorFields, extras).length === 0),
  },
};
const extras: Readonly<Record<string, Check>> = {
  text: isLines,
  seen: () => true,
  problems: isLines,
  left: isText,
};

/**
 * What is wrong with the events of one run, in words; none when they keep to docs/flasher-json.md:
 * the fields of each, and one begin and one end per task, in order. For tests of whoever writes them
 * or reads them.
 */
export function eventFaults(events: readonly FlasherEvent[]): readonly string[] {
  const command = events[0]?.task ?? '';
  const open = new Set<string>();
  const seen = new Set<string>();
  const faults: string[] = [];
  for (const [index, event] of events.entries()) {
    const where = `event ${index} (${event.event} ${event.task})`;
    const fail = (what: string) => faults.push(`${where}: ${what}`);
    for (const fault of oneFaults(event)) fail(fault);
    if (event.task !== command && !event.task.startsWith(`${command}/`)) fail('another command');
    if (event.atMs < (events[index - 1]?.atMs ?? 0)) fail('it was before the last one');
    if (event.event === 'begin') {
      if (seen.has(event.task)) fail('begun twice');
      open.add(event.task);
      seen.add(event.task);
    } else if (!open.has(event.task)) {
      fail('not begun');
    } else if (event.event === 'end') {
      open.delete(event.task);
    }
  }
  const last = events.at(-1);
  if (last?.event !== 'end' || last.task !== command) faults.push('the command has no end');
  return [...faults, ...[...open].map((task) => `${task} has no end`)];
}

function oneFaults(event: FlasherEvent): readonly string[] {
  const shape = shapes[event.event];
  if (shape === undefined) return ['no kind of event'];
  const faults = fieldFaults(event as unknown as Fields, shape, extras);
  const isFailed = event.event === 'end' && event.outcome === 'failed';
  if (event.event === 'end' && (event.error !== null) !== isFailed) {
    return [...faults, 'outcome and error differ'];
  }
  // oxlint-disable-next-line no-control-regex -- which must not be there
  const hasControl = /\\u00(?:0[0-8be-f]|1)/u.test(JSON.stringify(event));
  return hasControl ? [...faults, 'a control character'] : faults;
}

function fieldFaults(
  fields: Fields,
  always: Readonly<Record<string, Check>>,
  sometimes: Readonly<Record<string, Check>>,
): readonly string[] {
  const missing = Object.keys(always).filter((name) => fields[name] === undefined);
  const wrong = Object.entries(fields).flatMap(([name, value]) => {
    const check = always[name] ?? sometimes[name];
    if (check === undefined) return [`the field ${name} is not documented`];
    return value === undefined || check(value) ? [] : [`${name} has another form`];
  });
  return [...missing.map((name) => `${name} is missing`), ...wrong];
}
