import { imageRows } from './image-rows.suite.ts';
import { instructionRows } from './instruction-rows.suite.ts';
import { journalRows } from './journal-rows.suite.ts';
import type { MessageRow } from './message-row.suite.ts';
import { policyRows } from './policy-rows.suite.ts';
import { reportRows } from './report-rows.suite.ts';
import { smpRows } from './smp-rows.suite.ts';

/** Every message of the protocol. A new one is one row in the file of its part. */
export const messageRows: readonly MessageRow[] = [
  ...smpRows,
  ...imageRows,
  ...instructionRows,
  ...policyRows,
  ...reportRows,
  ...journalRows,
];
