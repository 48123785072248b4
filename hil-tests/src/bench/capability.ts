/** What a target can do beside being there. A suite that needs one of them is skipped where it is not promised. */
export const capabilities = ['smp', 'tracker', 'gnss-input', 'modem', 'indicator'] as const;
export type Capability = (typeof capabilities)[number];
