/** Every suite of `hil run`, in the order in which they run. A suite is one file here; its function declares its tests. */
export const suites = {
  identify: async () => (await import('./identify.ts')).identify,
  policy: async () => (await import('./policy/policy.ts')).policy,
} as const;

export type SuiteName = keyof typeof suites;
export const suiteNames = Object.keys(suites) as readonly SuiteName[];
