import type { FuzzTarget } from './target.ts';
import { deterministicCbor, lenientCbor } from './targets/cbor.ts';
import { consoleDeframer } from './targets/console-deframer.ts';
import { intelHex, uf2 } from './targets/firmware-file.ts';
import { firmwareImage } from './targets/image.ts';
import {
  coseSign1,
  instructionBody,
  instructionPayload,
  openedInstruction,
  revocationList,
} from './targets/instruction.ts';
import {
  deletionReceipt,
  journalEntry,
  journalExport,
  journalPage,
  signedHead,
} from './targets/journal.ts';
import { encryptedKeyFile, keyFile } from './targets/key-file.ts';
import { compiledPolicy, policySource } from './targets/policy.ts';
import { correction, padding, readerState, reportBatch, sealedFrame } from './targets/report.ts';
import { schemaMessages } from './targets/schema.ts';
import { smpMessages } from './targets/smp-messages.ts';
import { smpServer } from './targets/smp-server.ts';

/** Every decoder of the package. A new one is one value in `targets/` and one line here. */
export const protocolTargets: readonly FuzzTarget[] = [
  consoleDeframer,
  smpMessages,
  smpServer,
  schemaMessages,
  deterministicCbor,
  lenientCbor,
  coseSign1,
  openedInstruction,
  instructionPayload,
  instructionBody,
  revocationList,
  encryptedKeyFile,
  keyFile,
  firmwareImage,
  intelHex,
  uf2,
  compiledPolicy,
  policySource,
  reportBatch,
  correction,
  padding,
  sealedFrame,
  readerState,
  journalEntry,
  journalPage,
  signedHead,
  deletionReceipt,
  journalExport,
];
