/** The protocol of the Feierabend tracker. The host side of policies (YAML, time zones) is in `policy-source`. */
export {
  DataError, FeierabendError, InternalError, LinkError, UsageError, faultLine, type FaultParts,
} from './errors.ts';
export { failed, ok, type Failed, type Ok, type Result } from './result.ts';
export { concatBytes, equalBytes, fromHex, toHex } from './bytes.ts';
export {
  cborDepthMax, decodeCbor, encodeCbor, type CborValue, type DecodeCborOptions,
} from './cbor.ts';
export {
  cryptoEngine, softwareEngine, useCryptoEngine, type AesGcmKey, type CryptoEngine, type OpenedMessage,
  type SealedMessage,
} from './crypto/engine.ts';
export {
  authDecap, authEncap, deriveKeyPair, hpkePrivateKeyBytes, hpkePublicKeyBytes, hpkePublicKeyOf,
  isHpkePublicKey, labeledExpand, labeledExtract, type AuthDecapOptions, type AuthEncapOptions,
  type HpkeKeyPair, type LabeledExpandOptions,
} from './crypto/hpke-kem.ts';
export {
  hpkeAuthKeySchedule, hpkeAuthOpen, hpkeAuthSeal, type HpkeAuthOpenOptions,
  type HpkeAuthSealOptions, type HpkeSealed,
} from './crypto/hpke.ts';
export { keyIdBytes, keyIdOf } from './crypto/key-id.ts';
export { boardIdBytes, buildImage, type ImageParts } from './image/build.ts';
export { unmetDependencies, type UnmetDependency } from './image/dependency-check.ts';
export {
  DependencyTlv, decodeDependency, encodeDependency, type ImageDependency,
} from './image/dependency.ts';
export { describeImage, type ImageDescription, type ImageFact } from './image/describe.ts';
export { ImageFlag, ImageHeader, imageHeaderBytesMin, imageMagic } from './image/header.ts';
export {
  firmwareFileFormat, firmwareFileFormats, readFirmwareFile, type FirmwareFile,
  type FirmwareFileFormat,
} from './image/input/firmware-file.ts';
export { readIntelHex } from './image/input/intel-hex.ts';
export {
  flattenMemory, memoryBytesMax, type FlatMemory, type MemoryBlock,
} from './image/input/memory-map.ts';
export { Uf2Block, readUf2, type Uf2Memory } from './image/input/uf2.ts';
export { imageInMemory } from './image/in-memory.ts';
export { BehaviourManifest, decodeManifest, encodeManifest } from './image/manifest.ts';
export { readImage, type FirmwareImage } from './image/read.ts';
export {
  imageKeyKinds, imagePublicKeyOf, typedPublicKey, typedSigningKey, type ImageKeyKind,
  type ImagePublicKey, type ImageSigningKey, type TypedImageKey,
} from './image/signature/image-key.ts';
export {
  imageSignatures, isSignedBy, signatureTlvs, type ImageSignature,
} from './image/signature/image-signature.ts';
export { imageKeyHash, imagePublicKeyBytes } from './image/signature/key-hash.ts';
export { resignImage } from './image/signature/resign.ts';
export { verifyImage, type ImageTrust } from './image/verify.ts';
export {
  ImageVersion, compareVersions, formatVersion, parseVersion, type CompareVersionsOptions,
} from './image/version.ts';
export { type BodyContext, type BodyKind, type BodyRules } from './instruction/body/body-kind.ts';
export {
  BreakGlassBodyMap, breakGlassBody, breakGlassCauses, breakGlassLimits, type BreakGlassBody,
} from './instruction/body/break-glass-body.ts';
export {
  ConfirmFirmwareBodyMap, confirmFirmwareBody, type ConfirmFirmwareBody,
} from './instruction/body/confirm-firmware-body.ts';
export {
  ConfirmUnlawfulBodyMap, confirmUnlawfulBody, type ConfirmUnlawfulBody,
} from './instruction/body/confirm-unlawful-body.ts';
export {
  CorrectBodyMap, correctBody, correctionSubjects, type CorrectBody,
} from './instruction/body/correct-body.ts';
export {
  DeletePeriodBodyMap, deletePeriodBody, type DeletePeriodBody,
} from './instruction/body/delete-period-body.ts';
export {
  KeyChangeBodyMap, TrustedKeyMap, addedKeys, keyChange, keyChangeBody, revokedKeys,
  trustedKeysMax, type KeyChangeBody,
} from './instruction/body/key-change-body.ts';
export { policyBody } from './instruction/body/policy-body.ts';
export { ReduceBodyMap, reduceBody, type ReduceBody } from './instruction/body/reduce-body.ts';
export {
  RestrictBodyMap, restrictBody, type RestrictBody,
} from './instruction/body/restrict-body.ts';
export {
  SettingMap, SettingsBodyMap, settingsBody, settingsLimits, type SettingsBody,
} from './instruction/body/settings-body.ts';
export {
  SignedTimeBodyMap, signedTimeBody, type SignedTimeBody,
} from './instruction/body/signed-time-body.ts';
export {
  WipeBodyMap, wipeBody, wipeConsents, wipeScopes, type WipeBody,
} from './instruction/body/wipe-body.ts';
export {
  countersignCose, decodeCoseSign1, encodeCoseSign1, signCose, verifyCose, verifyCountersignature,
  type CoseSign1, type CoseSignature, type CoseSigningKey,
} from './instruction/cose-sign1.ts';
export {
  countersignStructure, encodeProtectedHeader, readProtectedHeader, signatureStructure,
} from './instruction/cose/cose-structure.ts';
export {
  algorithmOfKey, privateKeyBytes, publicKeyFor, signBytes, signatureAlgorithms, signatureBytes,
  isUsableKey, verifyLeniently, verifyStrictly, type SignatureAlgorithm, type SignatureCheck,
} from './instruction/cose/signature-algorithm.ts';
export {
  bodyKinds, decodeInstructionBody, encodeInstructionBody, requiredSignatures,
  type InstructionBodies,
} from './instruction/instruction-body.ts';
export { type InstructionContext, type Signers } from './instruction/instruction-context.ts';
export {
  instructionRefusals, refusalErrors, type InstructionRefusal,
} from './instruction/instruction-refusal.ts';
export { instructionRights, type InstructionRight } from './instruction/instruction-rights.ts';
export {
  InstructionMap, brokenInstructionRule, decodeInstruction, encodeInstruction, instructionKinds,
  instructionLimits, isPlaceName, type Instruction, type InstructionKind,
} from './instruction/instruction.ts';
export {
  isEncryptedKeyFile, keyFileCost, keyFileSaltBytes, passphraseCharactersMin,
  readEncryptedKeyFile, writeEncryptedKeyFile, type KeyFileCost, type KeyFileSecret,
} from './instruction/key/encrypted-key-file.ts';
export { changeKeys, type KeyRing } from './instruction/key/key-ring.ts';
export {
  RevocationListMap, RevokedKeyMap, decodeRevocationList, encodeRevocationList, revocationReasons,
  revocationsMax, type RevocationReason, type RevokedKey,
} from './instruction/key/revocation-list.ts';
export { openInstruction, type OpenedInstruction } from './instruction/open-instruction.ts';
export {
  createOperatorKey, isOperatorName, operatorKeySeedBytes, operatorNameBytesMax, operatorRoles, readOperatorKeyFile, readTrustedKeyFile, trustedKeyOf, writeOperatorKeyFile, writeTrustedKeyFile, type OperatorKey, type OperatorRole, type TrustedKey,
} from './instruction/operator-key.ts';
export {
  countersignInstruction, instructionDigest, signInstruction,
} from './instruction/sign-instruction.ts';
export {
  JournalChain, chainEntry, compareHeads, journalGenesis, verifyChain, type AppendedEntry,
  type JournalHead, type JournalOwner,
} from './journal/chain.ts';
export {
  CheckpointMap, checkpointBytesMax, signCheckpoint, verifyCheckpoint, type JournalCheckpoint,
} from './journal/checkpoint.ts';
export {
  DeletionReceiptMap, deletionScopes, isReceipt, receiptBytesMax, receiptDetail, receiptDigest,
  signReceipt, verifyReceipt, type DeletionReceipt, type DeletionScope,
} from './journal/deletion-receipt.ts';
export {
  signStatement, verifyStatement, type DeviceStatement,
} from './journal/device-signature.ts';
export {
  EntryMap, decodeEntry, encodeEntry, journalKinds, journalLimits, type JournalDetail,
  type JournalEntry, type JournalEvent, type JournalKind,
} from './journal/entry.ts';
export {
  JournalExportMap, decodeJournalExport, encodeJournalExport, foreignKey, journalExportFormat,
  journalExportLimits, type JournalExport,
} from './journal/journal-export.ts';
export {
  decodeJournalPage, encodeJournalPage, journalPageLimits, type JournalPage,
} from './journal/page.ts';
export {
  SignedHeadMap, signHead, verifyHead, verifyJournal, type SignedHead,
} from './journal/signed-head.ts';
export { verifyExport, type VerifiedExport } from './journal/verify-export.ts';
export { decodePolicy, encodePolicy, policyDigest } from './policy/compiled-policy.ts';
export {
  dayNumberOf, dayS, formatDayNumber, formatMinute, minuteOf, weekdayOf,
} from './policy/day-number.ts';
export {
  batteryDays, energyOf, type EnergyCounts, type EnergyReport,
} from './policy/energy/charge.ts';
export { estimateEnergy } from './policy/energy/estimate.ts';
export {
  burstGapMs, overheadBytes, trackerFigures, type EnergyFigures,
} from './policy/energy/figures.ts';
export {
  evaluatePolicy, windowsOfDay, type PolicyClosedReason, type PolicyVerdict,
} from './policy/evaluate.ts';
export { explainClockChanges } from './policy/explain/clock-changes.ts';
export { explainCapture, explainInstant } from './policy/explain/explain-instant.ts';
export {
  explainPolicy, policyWords, type ExplainOptions, type ExplainedSection,
} from './policy/explain/explain-policy.ts';
export { explainQuestion, type QuestionOptions } from './policy/explain/explain-question.ts';
export {
  explainLanguages, type DurationUnit, type ExplainLanguage, type Heading, type PolicyWords,
} from './policy/explain/words.ts';
export { lintPolicy, type LintFinding } from './policy/lint/lint-policy.ts';
export { lintSeverities, type LintRule, type LintSeverity } from './policy/lint/lint-rule.ts';
export { lintRules } from './policy/lint/lint-rules.ts';
export { type LintContext, type PolicyFacts } from './policy/lint/policy-facts.ts';
export {
  outsideBehaviours, policyCarriers, policyLimits, policyPurposes, type CompiledPolicy,
  type OutsideBehaviour, type PolicyCarrier, type PolicyException, type PolicyFields,
  type PolicyOffset, type PolicyPurpose, type PolicyRecipient, type PolicyWindow, type SosRule,
  type TheftRecovery,
} from './policy/policy.ts';
export { PreparedPolicy } from './policy/prepared-policy.ts';
export { type Preset, type PresetBlanks } from './policy/preset/preset.ts';
export { policyPresets } from './policy/preset/presets.ts';
export {
  compareStrictness, effectOn, type StrictnessComparison, type StrictnessVerdict,
} from './policy/ratchet/compare-strictness.ts';
export {
  type FieldEffect, type FieldRule, type StrictnessEffect,
} from './policy/ratchet/field-effect.ts';
export { strictnessRules } from './policy/ratchet/field-rules.ts';
export { batchRecordsMax, batchVersion, decodeBatch, encodeBatch } from './report/batch-codec.ts';
export {
  CorrectionMap, decodeCorrection, encodeCorrection, isCorrection, type Correction,
} from './report/correction.ts';
export { CounterSet } from './report/counter-set.ts';
export { distanceM, type PlaceE7 } from './report/distance.ts';
export {
  SealedFrame, SealedHeader, SessionFrame, SessionHeader, SessionSecret, frameAad, frameKinds,
  isFrameOwner, policyDigestBytes, reportStreams, sealNonce, sealTagBytes, sessionIdBytes,
  sessionInfo, sessionKeyBytes, sessionTagBytes, sessionTagOf, type FrameOwner, type ReportStream,
} from './report/frame.ts';
export { padToStep, paddedBytes, paddingSteps, unpad } from './report/padding.ts';
export {
  precisionLevelOf, precisionLevels, type PrecisionLevel,
} from './report/precision-level.ts';
export { coarsen, type CoarseFix, type CoarseState, type FineFix } from './report/precision.ts';
export {
  noFixReasons, recordEndS, recordStartS, trackerEvents, withheldReasons, type EventRecord,
  type FixRecord, type HeartbeatRecord, type MileageRecord, type NoFixReason, type NoFixRecord,
  type TrackerEvent, type TrackerRecord, type WithheldReason, type WithheldRecord,
} from './report/records.ts';
export {
  SessionReader, type FrameOrigin, type OpenedFrame, type OpenedSealed, type OpenedSession,
  type SessionReaderOptions,
} from './report/session-reader.ts';
export {
  SealingSession, type SealingSessionOptions, type SessionRecipient,
} from './report/session.ts';
export {
  CborDictionary, dictionary, type CborDictionaryOptions,
} from './schema/cbor-dictionary.ts';
export {
  arrayOf, at, bool, bstr, either, int, oneOf, optional, text, uint, type CborField,
  type KeyedField, type MapField, type OptionalField,
} from './schema/cbor-fields.ts';
export {
  CborMap, cborMap, type CborMapEntry, type CborMapFields, type CborMapOptions, type CborMapValue,
} from './schema/cbor-map.ts';
export { type CborMessage } from './schema/cbor-message.ts';
export { documentCborMap, documentDictionary, documentStruct } from './schema/document.ts';
export {
  bytes, i32, literal, nested, rest, u16, u32, u64, u8, type LiteralField, type StructField,
  type WriteTarget,
} from './schema/fields.ts';
export { type SizeBounds } from './schema/size-bounds.ts';
export {
  Struct, struct, type ByteOrder, type Decoded, type StructFields, type StructValue,
} from './schema/struct.ts';
export {
  applySettings, readSetting, type AppliedSetting, type SettingChange,
} from './smp/client/apply-settings.ts';
export { readChunks, type Chunk, type ChunkReadOptions } from './smp/client/chunk-reader.ts';
export {
  ChunkWriter, type ChunkWriteOptions, type ChunkWriteOutcome, type TransferProgress,
} from './smp/client/chunk-writer.ts';
export {
  SmpClient, type RequestOptions, type SmpClientOptions, type SmpClock,
} from './smp/client/client.ts';
export { enumerateGroups } from './smp/client/enumerate-groups.ts';
export { compareFile, type FileCheck } from './smp/client/file-hash.ts';
export {
  downloadFile, uploadFile, type Download, type DownloadOptions, type FileUpload,
  type FileUploadOptions,
} from './smp/client/file-transfer.ts';
export {
  sendInstruction, type InstructionReceipt, type SendInstructionOptions,
} from './smp/client/instruction-transfer.ts';
export { leastWireBytes } from './smp/client/least-wire-bytes.ts';
export { negotiateBuffers, smallestBuffers } from './smp/client/negotiate.ts';
export { policyPage, readStoredPolicy, type StoredPolicy } from './smp/client/policy-transfer.ts';
export { probeServer, supported, type ServerProbe } from './smp/client/probe-server.ts';
export { sendProvisioning } from './smp/client/provisioning-transfer.ts';
export { readStatistics } from './smp/client/read-statistics.ts';
export {
  ErrorResponse, SmpRefusal, readAnswer, type AnswerMap, type RefusalCode,
} from './smp/client/refusal.ts';
export { uploadImage, type UploadOptions, type UploadOutcome } from './smp/client/upload.ts';
export { readCommand, writeCommand, type CommandParts, type SmpCommand } from './smp/command.ts';
export { BasicError, basicErrors } from './smp/errors/basic-errors.ts';
export { EnumerationError, enumerationErrors } from './smp/errors/enumeration-errors.ts';
export { describeSmpError, groupErrors, legacyCode } from './smp/errors/error-codes.ts';
export { type SmpErrorTable, type SmpErrorText } from './smp/errors/error-text.ts';
export { FileError, fileErrors } from './smp/errors/file-errors.ts';
export { ImageError, imageErrors } from './smp/errors/image-errors.ts';
export { legacyCodes } from './smp/errors/legacy-codes.ts';
export { McumgrError, mcumgrErrors } from './smp/errors/mcumgr-errors.ts';
export { OsError, osErrors } from './smp/errors/os-errors.ts';
export { SettingsError, settingsErrors } from './smp/errors/settings-errors.ts';
export { StatisticsError, statisticsErrors } from './smp/errors/statistics-errors.ts';
export { chunkAlignmentBytes, chunkEnd, type BufferParams } from './smp/framing/chunk-size.ts';
export { ConsoleDeframer, type ConsoleDeframerOptions } from './smp/framing/console-deframer.ts';
export {
  encodeConsoleFrame, frameBytes, frameContinuation, frameOverheadBytes, frameStart, lineFeed,
  messageBytesMaxOf,
} from './smp/framing/console-frame.ts';
export { crc16 } from './smp/framing/crc16.ts';
export { crc32 } from './smp/framing/crc32.ts';
export { StorageErase } from './smp/groups/basic-group.ts';
export {
  GroupAt, GroupAtRequest, GroupAtResponse, GroupCount, GroupCountResponse, GroupDetail,
  GroupDetails, GroupDetailsRequest, GroupDetailsResponse, GroupList, GroupListResponse,
} from './smp/groups/enumeration-group.ts';
export {
  FileClose, FileHash, FileHashRequest, FileHashResponse, FileHashType, FileHashTypes,
  FileHashTypesResponse, FileNameRequest, FileReadRequest, FileReadResponse, FileStatus,
  FileStatusResponse, FileTransfer, FileWriteRequest, FileWriteResponse,
} from './smp/groups/file-group.ts';
export {
  ImageErase, ImageEraseRequest, ImageSlotState, ImageState, ImageStateResponse, ImageStateWrite,
  ImageUpload, ImageUploadRequest, ImageUploadResponse,
} from './smp/groups/image-group.ts';
export {
  BootloaderInfo, BootloaderInfoRequest, BootloaderInfoResponse, Echo, EchoRequest, EchoResponse,
  EmptyMap, Params, ParamsResponse, Reset, ResetRequest,
} from './smp/groups/os-group.ts';
export {
  DateTime, DateTimeMap, OsInfo, OsInfoRequest, OsInfoResponse, osInfoFields, type OsInfoField,
  type OsInfoLetter,
} from './smp/groups/os-information.ts';
export {
  MemoryPool, MemoryPools, MemoryPoolsResponse, TaskState, TaskStatistics, TaskStatisticsResponse,
} from './smp/groups/os-statistics.ts';
export {
  Setting, SettingDelete, SettingDeleteRequest, SettingReadRequest, SettingReadResponse,
  SettingWriteRequest, SettingsCommit, SettingsSaveRequest, SettingsStorage,
} from './smp/groups/settings-group.ts';
export { ImageSlotInfo, ImageSlots, SlotInfo, SlotInfoResponse } from './smp/groups/slot-info.ts';
export {
  Statistics, StatisticsList, StatisticsListResponse, StatisticsRequest, StatisticsResponse,
} from './smp/groups/statistics-group.ts';
export {
  InstructionWrite, InstructionWriteRequest, InstructionWriteResponse, PolicyRead,
  PolicyReadRequest, PolicyReadResponse, TrackerIdentity, TrackerIdentityCommand, TrackerStatus,
  TrackerStatusCommand, instructionBytesMax,
} from './smp/groups/tracker-group.ts';
export {
  CertificateRequestRead, CertificateRequestRequest, CertificateRequestResponse, ProvisionWrite,
  ProvisionWriteRequest, ProvisionWriteResponse, ProvisionedBroker, ProvisioningRecord,
  eeaCountries, provisioningBytesMax,
} from './smp/groups/tracker-provisioning-group.ts';
export {
  JournalRead, JournalReadRequest, JournalReadResponse, ReceiptRead, ReceiptReadRequest,
  ReceiptReadResponse, TimeChallengeCommand, TimeChallengeResponse,
} from './smp/groups/tracker-records-group.ts';
export { SmpGroup, SmpHeader, SmpOp, SmpVersion } from './smp/header.ts';
export { decodeSmpMessages, encodeSmpMessage, type SmpMessage } from './smp/message.ts';
export { basicHandlers, type BasicDevice } from './smp/server/basic-handlers.ts';
export {
  ChunkReceiver, type ChunkVerdict, type IncomingChunk,
} from './smp/server/chunk-receiver.ts';
export { enumerationHandlers } from './smp/server/enumeration-handlers.ts';
export { fileFailure, fileHandlers, type FileStore } from './smp/server/file-handlers.ts';
export {
  groupFailure, handleCommand, isSmpFailure, protocolFailure, type SmpFailure, type SmpHandler,
  type SmpRequestContext,
} from './smp/server/handler.ts';
export { imageHandlers, type ImageDevice } from './smp/server/image-handlers.ts';
export { InstructionReceiver, type ExecuteInstruction } from './smp/server/instruction-receiver.ts';
export { lockedHandlers, unsignedChanges } from './smp/server/locked-handlers.ts';
export { osHandlers, type OsDevice } from './smp/server/os-handlers.ts';
export {
  RecoveryServer,
  type RecoveryServerOptions,
  type RecoverySlot,
} from './smp/server/recovery-server.ts';
export { SmpServer, type SmpServerOptions } from './smp/server/server.ts';
export {
  settingsFailure, settingsHandlers, type SettingsLimits, type SettingsStore,
} from './smp/server/settings-handlers.ts';
export { statisticsHandlers, type StatisticsSource } from './smp/server/statistics-handlers.ts';
export { smpCommands, type AnySmpCommand } from './smp/smp-commands.ts';
export { TrackerError, trackerErrors } from './smp/tracker-errors.ts';
export { type Infer } from './schema/infer.ts';
