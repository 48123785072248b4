import type { Life } from './life.ts';
import { captureLife } from './lives/capture.ts';
import { deviceWipeLife } from './lives/device-wipe.ts';
import { firmwareSwapLife } from './lives/firmware-swap.ts';
import { journalCutLife } from './lives/journal-cut.ts';
import { policyChangeLife } from './lives/policy-change.ts';
import { provisioningLife } from './lives/provisioning.ts';
import { settingsLife } from './lives/settings.ts';
import { uploadLife } from './lives/upload.ts';
import { wipeLife } from './lives/wipe.ts';

/** A new one is one file and one line here. */
export const lives: readonly Life[] = [
  captureLife,
  uploadLife,
  policyChangeLife,
  settingsLife,
  firmwareSwapLife,
  wipeLife,
  deviceWipeLife,
  provisioningLife,
  journalCutLife,
];
