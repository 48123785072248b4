import type { SmpCommand } from './command.ts';
import { StorageErase } from './groups/basic-group.ts';
import { GroupAt, GroupCount, GroupDetails, GroupList } from './groups/enumeration-group.ts';
import {
  FileClose,
  FileHash,
  FileHashTypes,
  FileStatus,
  FileTransfer,
} from './groups/file-group.ts';
import { DateTime, OsInfo } from './groups/os-information.ts';
import { MemoryPools, TaskStatistics } from './groups/os-statistics.ts';
import {
  Setting,
  SettingDelete,
  SettingsCommit,
  SettingsStorage,
} from './groups/settings-group.ts';
import { ImageSlotInfo } from './groups/slot-info.ts';
import { Statistics, StatisticsList } from './groups/statistics-group.ts';
import { ImageErase, ImageState, ImageUpload } from './groups/image-group.ts';
import { BootloaderInfo, Echo, Params, Reset } from './groups/os-group.ts';
import {
  InstructionWrite,
  PolicyRead,
  TrackerIdentityCommand,
  TrackerStatusCommand,
} from './groups/tracker-group.ts';
import { CertificateRequestRead, ProvisionWrite } from './groups/tracker-provisioning-group.ts';
import { JournalRead, ReceiptRead, TimeChallengeCommand } from './groups/tracker-records-group.ts';

/** A command whose types of request and answer do not matter. */
export type AnySmpCommand = SmpCommand<never, never>;

type Operations = Readonly<Record<string, unknown>>;

/** One entry for each command id: its operations by their names. */
const commands: readonly Operations[] = [
  Echo,
  TaskStatistics,
  MemoryPools,
  DateTime,
  Reset,
  Params,
  OsInfo,
  BootloaderInfo,
  ImageState,
  ImageUpload,
  ImageErase,
  ImageSlotInfo,
  Statistics,
  StatisticsList,
  Setting,
  SettingDelete,
  SettingsCommit,
  SettingsStorage,
  FileTransfer,
  FileStatus,
  FileHash,
  FileHashTypes,
  FileClose,
  GroupCount,
  GroupList,
  GroupAt,
  GroupDetails,
  StorageErase,
  TrackerStatusCommand,
  TrackerIdentityCommand,
  InstructionWrite,
  PolicyRead,
  TimeChallengeCommand,
  JournalRead,
  ReceiptRead,
  CertificateRequestRead,
  ProvisionWrite,
];

/** Every command of the protocol, by group and id. A new command is one line above. */
export const smpCommands: readonly AnySmpCommand[] = commands.flatMap(
  (operations) => Object.values(operations) as AnySmpCommand[],
);
