/** The protocol of the Feierabend tracker. The host side of policies (YAML, time zones) is in `policy-source`. */
export {
  DataError,
  FeierabendError,
  InternalError,
  LinkError,
  UsageError,
  type FaultParts,
} from './errors.ts';
export { failed, ok, type Failed, type Ok, type Result } from './result.ts';
export { concatBytes, equalBytes, fromHex, toHex } from './bytes.ts';
export {
  cborDepthMax,
  decodeCbor,
  encodeCbor,
  type CborValue,
  type DecodeCborOptions,
} from './cbor.ts';
export {
  authDecap,
  authEncap,
  deriveKeyPair,
  hpkePrivateKeyBytes,
  hpkePublicKeyBytes,
  hpkePublicKeyOf,
  isHpkePublicKey,
  labeledExpand,
  labeledExtract,
  type AuthDecapOptions,
  type AuthEncapOptions,
  type HpkeKeyPair,
  type LabeledExpandOptions,
} from './crypto/hpke-kem.ts';
export {
  hpkeAuthKeySchedule,
  hpkeAuthOpen,
  hpkeAuthSeal,
  type HpkeAuthOpenOptions,
  type HpkeAuthSealOptions,
  type HpkeSealed,
} from './crypto/hpke.ts';
export { keyIdBytes, keyIdOf } from './crypto/key-id.ts';
export { boardIdBytes, buildImage, type ImageParts } from './image/build.ts';
export { ImageFlag, ImageHeader, imageHeaderBytesMin, imageMagic } from './image/header.ts';
export { imageKeyHash, imagePublicKeyBytes } from './image/key-hash.ts';
export { BehaviourManifest, decodeManifest, encodeManifest } from './image/manifest.ts';
export { readImage, type FirmwareImage } from './image/read.ts';
export { verifyImage, type ImageTrust } from './image/verify.ts';
export { ImageVersion, compareVersions, formatVersion, parseVersion } from './image/version.ts';
export {
  countersignCose,
  decodeCoseSign1,
  encodeCoseSign1,
  signCose,
  verifyCose,
  verifyCountersignature,
  type CoseSign1,
  type CoseSignature,
  type CoseSigningKey,
} from './instruction/cose-sign1.ts';
export { instructionRights, type InstructionRight } from './instruction/instruction-rights.ts';
export {
  InstructionMap,
  brokenInstructionRule,
  decodeInstruction,
  encodeInstruction,
  instructionKinds,
  instructionLimits,
  isPlaceName,
  type Instruction,
  type InstructionKind,
} from './instruction/instruction.ts';
export {
  instructionRefusals,
  openInstruction,
  type InstructionContext,
  type InstructionRefusal,
  type OpenedInstruction,
} from './instruction/open-instruction.ts';
export {
  createOperatorKey,
  isOperatorName,
  operatorKeySeedBytes,
  operatorNameBytesMax,
  operatorRoles,
  readOperatorKeyFile,
  readTrustedKeyFile,
  trustedKeyOf,
  writeOperatorKeyFile,
  writeTrustedKeyFile,
  type OperatorKey,
  type OperatorRole,
  type TrustedKey,
} from './instruction/operator-key.ts';
export {
  countersignInstruction,
  instructionDigest,
  signInstruction,
} from './instruction/sign-instruction.ts';
export {
  JournalChain,
  chainEntry,
  compareHeads,
  journalGenesis,
  verifyChain,
  type AppendedEntry,
  type JournalHead,
  type JournalOwner,
} from './journal/chain.ts';
export {
  EntryMap,
  decodeEntry,
  encodeEntry,
  journalKinds,
  journalLimits,
  type JournalDetail,
  type JournalEntry,
  type JournalEvent,
  type JournalKind,
} from './journal/entry.ts';
export {
  decodeJournalPage,
  encodeJournalPage,
  journalPageLimits,
  type JournalPage,
} from './journal/page.ts';
export {
  SignedHeadMap,
  signHead,
  verifyHead,
  verifyJournal,
  type SignedHead,
} from './journal/signed-head.ts';
export { decodePolicy, encodePolicy, policyDigest } from './policy/compiled-policy.ts';
export {
  dayNumberOf,
  dayS,
  formatDayNumber,
  formatMinute,
  minuteOf,
  weekdayOf,
} from './policy/day-number.ts';
export {
  evaluatePolicy,
  windowsOfDay,
  type PolicyClosedReason,
  type PolicyVerdict,
} from './policy/evaluate.ts';
export {
  outsideBehaviours,
  policyLimits,
  policyPurposes,
  type CompiledPolicy,
  type OutsideBehaviour,
  type PolicyException,
  type PolicyFields,
  type PolicyOffset,
  type PolicyPurpose,
  type PolicyRecipient,
  type PolicyWindow,
} from './policy/policy.ts';
export { batchRecordsMax, batchVersion, decodeBatch, encodeBatch } from './report/batch-codec.ts';
export { distanceM, type PlaceE7 } from './report/distance.ts';
export {
  SealedFrame,
  SealedHeader,
  SessionFrame,
  SessionHeader,
  SessionSecret,
  frameAad,
  frameKinds,
  isFrameOwner,
  policyDigestBytes,
  reportStreams,
  sealNonce,
  sealTagBytes,
  sessionIdBytes,
  sessionInfo,
  sessionKeyBytes,
  sessionTagBytes,
  type FrameOwner,
  type ReportStream,
} from './report/frame.ts';
export { padToStep, paddedBytes, paddingSteps, unpad } from './report/padding.ts';
export {
  precisionLevelOf,
  precisionLevels,
  type PrecisionLevel,
} from './report/precision-level.ts';
export { coarsen, type CoarseFix, type CoarseState, type FineFix } from './report/precision.ts';
export {
  noFixReasons,
  recordEndS,
  recordStartS,
  trackerEvents,
  withheldReasons,
  type EventRecord,
  type FixRecord,
  type HeartbeatRecord,
  type MileageRecord,
  type NoFixReason,
  type NoFixRecord,
  type TrackerEvent,
  type TrackerRecord,
  type WithheldReason,
  type WithheldRecord,
} from './report/records.ts';
export {
  SessionReader,
  type FrameOrigin,
  type OpenedFrame,
  type OpenedSealed,
  type OpenedSession,
  type SessionReaderOptions,
} from './report/session-reader.ts';
export {
  SealingSession,
  type SealingSessionOptions,
  type SessionRecipient,
} from './report/session.ts';
export {
  arrayOf,
  at,
  bool,
  bstr,
  int,
  oneOf,
  optional,
  text,
  uint,
  type CborField,
  type KeyedField,
  type MapField,
  type OptionalField,
} from './schema/cbor-fields.ts';
export {
  CborMap,
  cborMap,
  type CborMapEntry,
  type CborMapFields,
  type CborMapOptions,
  type CborMapValue,
} from './schema/cbor-map.ts';
export { documentCborMap, documentStruct } from './schema/document.ts';
export {
  bytes,
  i32,
  literal,
  nested,
  rest,
  u16,
  u32,
  u64,
  u8,
  type LiteralField,
  type StructField,
  type WriteTarget,
} from './schema/fields.ts';
export {
  Struct,
  struct,
  type ByteOrder,
  type Decoded,
  type StructFields,
  type StructValue,
} from './schema/struct.ts';
export { readChunks, type Chunk, type ChunkReadOptions } from './smp/chunk-reader.ts';
export { ChunkReceiver, type ChunkVerdict, type IncomingChunk } from './smp/chunk-receiver.ts';
export { chunkAlignmentBytes, chunkEnd, type BufferParams } from './smp/chunk-size.ts';
export {
  ChunkWriter,
  type ChunkWriteOptions,
  type ChunkWriteOutcome,
  type TransferProgress,
} from './smp/chunk-writer.ts';
export {
  SmpClient,
  type RequestOptions,
  type SmpClientOptions,
  type SmpClock,
} from './smp/client.ts';
export { readCommand, writeCommand, type CommandParts, type SmpCommand } from './smp/command.ts';
export { ConsoleDeframer, type ConsoleDeframerOptions } from './smp/console-deframer.ts';
export {
  encodeConsoleFrame,
  frameBytes,
  frameContinuation,
  frameOverheadBytes,
  frameStart,
  lineFeed,
  messageBytesMaxOf,
} from './smp/console-frame.ts';
export { crc16 } from './smp/crc16.ts';
export { describeSmpError, groupErrors, legacyCode } from './smp/error-codes.ts';
export { type SmpErrorTable, type SmpErrorText } from './smp/error-text.ts';
export {
  groupFailure,
  handleCommand,
  protocolFailure,
  type SmpFailure,
  type SmpHandler,
  type SmpRequestContext,
} from './smp/handler.ts';
export { SmpGroup, SmpHeader, SmpOp, SmpVersion } from './smp/header.ts';
export { ImageError, imageErrors } from './smp/image-errors.ts';
export {
  ImageErase,
  ImageEraseRequest,
  ImageSlotState,
  ImageState,
  ImageStateResponse,
  ImageStateWrite,
  ImageUpload,
  ImageUploadRequest,
  ImageUploadResponse,
} from './smp/image-group.ts';
export { InstructionReceiver, type ExecuteInstruction } from './smp/instruction-receiver.ts';
export {
  sendInstruction,
  type InstructionReceipt,
  type SendInstructionOptions,
} from './smp/instruction-transfer.ts';
export { McumgrError, mcumgrErrors } from './smp/mcumgr-errors.ts';
export { decodeSmpMessages, encodeSmpMessage, type SmpMessage } from './smp/message.ts';
export { negotiateBuffers, smallestBuffers } from './smp/negotiate.ts';
export {
  BootloaderInfo,
  BootloaderInfoRequest,
  BootloaderInfoResponse,
  Echo,
  EchoRequest,
  EchoResponse,
  EmptyMap,
  Params,
  ParamsResponse,
  Reset,
  ResetRequest,
} from './smp/os-group.ts';
export { policyPage, readStoredPolicy, type StoredPolicy } from './smp/policy-transfer.ts';
export {
  ErrorResponse,
  SmpRefusal,
  readAnswer,
  type AnswerMap,
  type RefusalCode,
} from './smp/refusal.ts';
export { SmpServer, type SmpServerOptions } from './smp/server.ts';
export { settingsErrors } from './smp/settings-errors.ts';
export { TrackerError, trackerErrors } from './smp/tracker-errors.ts';
export {
  InstructionWrite,
  InstructionWriteRequest,
  InstructionWriteResponse,
  PolicyRead,
  PolicyReadRequest,
  PolicyReadResponse,
  TrackerIdentity,
  TrackerIdentityCommand,
  TrackerStatus,
  TrackerStatusCommand,
  instructionBytesMax,
} from './smp/tracker-group.ts';
export { uploadImage, type UploadOptions, type UploadOutcome } from './smp/upload.ts';
export { type Infer } from './schema/infer.ts';
