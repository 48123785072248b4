import { SmpGroup } from '../header.ts';
import { handleCommand, groupFailure, type SmpFailure, type SmpHandler } from './handler.ts';
import { OsError } from '../errors/os-errors.ts';
import { DateTime, OsInfo, osInfoFields, type OsInfoField } from '../groups/os-information.ts';
import {
  MemoryPools,
  TaskStatistics,
  type MemoryPool,
  type TaskState,
} from '../groups/os-statistics.ts';
import {
  BootloaderInfo,
  Echo,
  Params,
  Reset,
  type BootloaderInfoResponse,
  type ParamsResponse,
  type ResetRequest,
} from '../groups/os-group.ts';

/**
 * What group 0 asks a device. A function that is absent is a command that the device does not have.
 */
export interface OsDevice {
  readonly parameters: ParamsResponse;
  /** Prepares a reset; the caller resets after the answer is sent. */
  reset(request: ResetRequest): SmpFailure | undefined;
  readonly tasks?: () => ReadonlyMap<string, TaskState>;
  readonly memoryPools?: () => ReadonlyMap<string, MemoryPool>;
  readonly dateTime?: () => string | SmpFailure;
  readonly setDateTime?: (text: string) => SmpFailure | undefined;
  /** Fields that are absent are left out of the answer. */
  readonly information?: () => Readonly<Partial<Record<OsInfoField, string>>>;
  readonly bootLoader?: (query: string | undefined) => BootloaderInfoResponse | SmpFailure;
}

/** The commands of group 0 that this device has. */
export function osHandlers(device: OsDevice): readonly SmpHandler[] {
  return [
    handleCommand(Echo.read, ({ d }) => ({ r: d })),
    handleCommand(Echo.write, ({ d }) => ({ r: d })),
    handleCommand(Reset.write, (request) => device.reset(request) ?? {}),
    handleCommand(Params.read, () => device.parameters),
    ...measuring(device),
    ...clock(device),
    ...describing(device),
  ];
}

function measuring(device: OsDevice): SmpHandler[] {
  const handlers: SmpHandler[] = [];
  const { tasks, memoryPools } = device;
  if (tasks !== undefined) {
    handlers.push(handleCommand(TaskStatistics.read, () => ({ tasks: tasks() })));
  }
  if (memoryPools !== undefined) {
    handlers.push(handleCommand(MemoryPools.read, () => memoryPools()));
  }
  return handlers;
}

function clock(device: OsDevice): SmpHandler[] {
  const handlers: SmpHandler[] = [];
  const { dateTime, setDateTime } = device;
  if (dateTime !== undefined) {
    handlers.push(
      handleCommand(DateTime.read, () => {
        const now = dateTime();
        return typeof now === 'string' ? { datetime: now } : now;
      }),
    );
  }
  if (setDateTime !== undefined) {
    handlers.push(handleCommand(DateTime.write, ({ datetime }) => setDateTime(datetime) ?? {}));
  }
  return handlers;
}

function describing(device: OsDevice): SmpHandler[] {
  const handlers: SmpHandler[] = [];
  const { information, bootLoader } = device;
  if (information !== undefined) {
    handlers.push(
      handleCommand(OsInfo.read, ({ format }) => {
        const output = formatOsInfo(information(), format);
        return output === undefined ? groupFailure(SmpGroup.os, OsError.invalidFormat) : { output };
      }),
    );
  }
  if (bootLoader !== undefined) {
    handlers.push(handleCommand(BootloaderInfo.read, ({ query }) => bootLoader(query)));
  }
  return handlers;
}

/** The fields the letters ask for, in their own order; undefined when a letter is unknown. */
function formatOsInfo(
  fields: Readonly<Partial<Record<OsInfoField, string>>>,
  format = 's',
): string | undefined {
  const letters = Array.from(format === '' ? 's' : format);
  const known = Object.entries(osInfoFields);
  if (letters.some((one) => one !== 'a' && !known.some(([letter]) => letter === one))) {
    return undefined;
  }
  return known
    .filter(([letter]) => letters.includes('a') || letters.includes(letter))
    .flatMap(([, field]) => fields[field] ?? [])
    .join(' ');
}
