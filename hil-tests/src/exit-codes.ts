import { DataError, LinkError, UsageError, type FeierabendError } from '@feierabend/protocol';

import { StepFailure } from './demo/flasher-steps.ts';

/** Every way `hil` ends; the flasher uses the same numbers for the same things (docs/exit-codes.md). */
export const exitCodes = {
  ok: 0,
  internal: 1,
  usage: 2,
  file: 3,
  port: 4,
  /** The device gave no usable answer before its deadline. */
  silence: 5,
  /** The run finished, and a check of its result failed: the product is to blame. */
  failedChecks: 7,
  /** Something of the bench is missing or broke: nothing was learned about the product. */
  bench: 8,
  broker: 9,
  /** It did what it says, and nobody could be told. */
  output: 11,
  interrupted: 130,
} as const;

export function exitCodeOf(fault: FeierabendError): number {
  if (fault instanceof StepFailure && fault.exitCode !== 0) return fault.exitCode;
  if (fault instanceof UsageError) return exitCodes.usage;
  if (fault.code === 'OUT_FOLDER') return exitCodes.usage;
  if (fault instanceof DataError) return exitCodes.file;
  if (fault.code.startsWith('MQTT_') || fault.code.startsWith('DELIVERY_')) return exitCodes.broker;
  // The suites fail on firmware without a defect: what they find then is the product's.
  if (fault.code === 'MUTANTS_BASELINE') return exitCodes.failedChecks;
  if (/^(?:RIG|BENCH|TARGET)_/u.test(fault.code)) return exitCodes.bench;
  return fault instanceof LinkError ? exitCodes.port : exitCodes.internal;
}
