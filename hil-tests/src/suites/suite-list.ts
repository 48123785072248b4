/** Every suite of `hil run`, in the order in which they run. A suite is one file here; its function declares its tests. */
export const suites = {
  identify: async () => (await import('./identify.ts')).identify,
  flash: async () => (await import('./flash/flash.ts')).flash,
  policy: async () => (await import('./policy/policy.ts')).policy,
  report: async () => (await import('./report/report.ts')).report,
  journal: async () => (await import('./journal/journal.ts')).journal,
  deletion: async () => (await import('./deletion/deletion.ts')).deletion,
  canary: async () => (await import('./canary/canary.ts')).canary,
  security: async () => (await import('./security/security.ts')).security,
  soak: async () => (await import('./soak.ts')).soak,
} as const;

export type SuiteName = keyof typeof suites;
export const suiteNames = Object.keys(suites) as readonly SuiteName[];
