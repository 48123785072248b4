import { decodePolicy, ok, type CompiledPolicy, type PolicyWindow } from '@feierabend/protocol';

import type { Assembly } from '../assembly.ts';

/** The policy is read as something else than was signed, wherever it is asked. */
function misread(change: (policy: CompiledPolicy) => Partial<CompiledPolicy>): Partial<Assembly> {
  return {
    decodePolicy: (bytes) => {
      const read = decodePolicy(bytes);
      return read.ok ? ok({ ...read.value, ...change(read.value) }) : read;
    },
  };
}

function withWindows(change: (windows: readonly PolicyWindow[]) => readonly PolicyWindow[]) {
  return misread(({ week, exceptions }) => ({
    week: week.map(change),
    exceptions: exceptions.map((day) => ({ ...day, windows: change(day.windows) })),
  }));
}

export const endingLate = withWindows((windows) =>
  windows.map(({ startMin, endMin }) => ({ startMin, endMin: Math.min(endMin + 1, 1440) })),
);

export const withoutBreak = withWindows((windows) => {
  const [first, last] = [windows[0], windows.at(-1)];
  return first === undefined || last === undefined
    ? []
    : [{ startMin: first.startMin, endMin: last.endMin }];
});

export const withoutClockChange = misread(({ offsets }) => ({ offsets: offsets.slice(0, 1) }));

export const withoutHolidays = misread(({ exceptions }) => ({
  exceptions: exceptions.filter(({ windows }) => windows.length > 0),
}));

export const withoutEnd = misread(() => ({ validUntilS: 0xffff_ffff }));

export const withoutFloor = misread(({ intervals }) => ({
  intervals: { ...intervals, floorS: 1 },
}));

export const exact = misread(() => ({ precisionM: 1 }));

export const withoutSwitch = misread(() => ({ privateSwitch: undefined }));

export const withoutRetention = misread(() => ({ retentionS: 0xffff_ffff }));

/** Where there is a rule for a theft, it limits nothing. */
export const withoutTheftLimits = misread(({ theftRecovery }) =>
  theftRecovery === undefined ? {} : { theftRecovery: { intervalS: 1, durationS: 0xffff_ffff } },
);
