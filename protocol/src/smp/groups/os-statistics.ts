import { dictionary } from '../../schema/cbor-dictionary.ts';
import { int, optional, uint } from '../../schema/cbor-fields.ts';
import { cborMap } from '../../schema/cbor-map.ts';
import type { Infer } from '../../schema/infer.ts';
import { readCommand } from '../command.ts';
import { SmpGroup } from '../header.ts';
import { EmptyMap } from './os-group.ts';

const group = SmpGroup.os;

/** Zephyr leaves out what it does not measure, when it is built to. */
export const TaskState = cborMap('TaskState', {
  prio: int('priority; cooperative tasks have negative ones'),
  tid: uint('number of the task'),
  state: uint('state of the task, as the operating system counts them'),
  stkuse: optional(uint('stack in use; Zephyr counts words of 4 bytes')),
  stksiz: optional(uint('size of the stack, in the same unit')),
  cswcnt: optional(uint('context switches; Zephyr sends 0')),
  runtime: optional(uint('run time in ticks')),
  last_checkin: optional(uint('Zephyr sends 0')),
  next_checkin: optional(uint('Zephyr sends 0')),
});
export type TaskState = Infer<typeof TaskState>;

export const TaskStatisticsResponse = cborMap('TaskStatisticsResponse', {
  tasks: dictionary('Tasks', TaskState, 'the tasks by their names'),
});
export type TaskStatisticsResponse = Infer<typeof TaskStatisticsResponse>;

export const TaskStatistics = {
  read: readCommand({
    group,
    id: 2,
    name: 'task statistics',
    request: EmptyMap,
    response: TaskStatisticsResponse,
  }),
};

export const MemoryPool = cborMap('MemoryPool', {
  blksiz: uint('size of a block in bytes'),
  nblks: uint('number of blocks'),
  nfree: uint('blocks that are free'),
  min: uint('fewest blocks that were ever free'),
});
export type MemoryPool = Infer<typeof MemoryPool>;

/** The pools stand in the answer itself, beside the `rc` of boot loaders. */
export const MemoryPoolsResponse = dictionary(
  'MemoryPoolsResponse',
  MemoryPool,
  'the memory pools by their names',
  { ignoredKeys: ['rc'] },
);

export const MemoryPools = {
  read: readCommand({
    group,
    id: 3,
    name: 'memory pool statistics',
    request: EmptyMap,
    response: MemoryPoolsResponse,
  }),
};
