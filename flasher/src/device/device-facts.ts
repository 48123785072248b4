import {
  ImageState,
  McumgrError,
  SmpGroup,
  SmpRefusal,
  TrackerError,
  toHex,
  TrackerIdentityCommand,
  type BufferParams,
  type ImageSlotState,
  type TrackerIdentity,
  type TrackerStatus,
} from '@feierabend/protocol';

import { isKnownUnbootable } from '../flash/slots.ts';
import type { Json } from '../output/event.ts';
import type { Finding } from '../output/reporter.ts';
import type { SmpSession } from '../session/smp-session.ts';
import { readTrackerStatus } from './tracker-status.ts';
import { readServer, type Server } from './server.ts';
import { systemFacts, systemLines, readSystem, type DeviceSystem } from './device-system.ts';

/** What a device said of itself; undefined where it does not have the command. */
export interface DeviceFacts {
  readonly server: Server;
  readonly system: DeviceSystem;
  readonly images: readonly ImageSlotState[] | undefined;
  readonly status: TrackerStatus | undefined;
  readonly identity: TrackerIdentity | undefined;
}

export async function readDeviceFacts(
  session: SmpSession,
  signal: AbortSignal,
): Promise<DeviceFacts> {
  const server = await readServer(session, signal);
  const system = await readSystem(session);
  const state = await ifOffered(session.request(ImageState.read, {}));
  const status = server.isRecovery ? undefined : await readTrackerStatus(session, 'the status');
  const identity =
    status === undefined
      ? undefined
      : await ifOffered(session.request(TrackerIdentityCommand.read, {}));
  return { server, system, images: state?.images, status, identity };
}

/** A stock Zephyr board has no tracker group, and is no fault for that. */
async function ifOffered<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof SmpRefusal)) throw error;
    if (error.is(undefined, McumgrError.notSupported)) return undefined;
    // A blank board has the command, and no identity yet; a wiped one has none any more.
    const { notProvisioned, decommissioned } = TrackerError;
    if ([notProvisioned, decommissioned].some((code) => error.is(SmpGroup.tracker, code))) {
      return undefined;
    }
    throw error;
  }
}

export function deviceFinding(limits: BufferParams, facts: DeviceFacts): Finding {
  const { server, system, images, status, identity } = facts;
  return {
    text: [
      ...(server.isRecovery
        ? ['Recovery  MCUboot answers, and no application: it takes an image with --recovery']
        : status === undefined
          ? ['Tracker   group 64 is not offered: not a Feierabend tracker']
          : statusLines(status)),
      ...systemLines(server, system),
      ...(images === undefined
        ? ['Images    group 1 is not offered']
        : images.map((slot) => `Slot ${slot.slot}    ${slotWords(slot, images)}`)),
      `Buffers   ${limits.bufferCount} of ${limits.bufferBytes} bytes`,
    ],
    result: {
      answers: server.isRecovery ? 'recovery' : 'application',
      bufferBytes: limits.bufferBytes,
      bufferCount: limits.bufferCount,
      ...systemFacts(server, system),
      images: images?.map(slotFacts) ?? null,
      tracker: status === undefined ? null : statusFacts(status),
      identity:
        identity === undefined
          ? null
          : { sealKey: toHex(identity.seal), signKey: toHex(identity.sign) },
    },
  };
}

function statusLines(status: TrackerStatus): string[] {
  const policy = status.pol === undefined ? 'none' : toHex(status.pol);
  const who = status.ten === '' ? 'of no tenant' : `${status.dev} of tenant ${status.ten}`;
  return [
    `Device    ${who}, ${status.life}`,
    `Firmware  ${status.fw}`,
    ...bootLines(status),
    `Gate      ${status.mode} (${status.why}); time ${status.clk ? 'is' : 'is not'} trusted`,
    `Policy    ${policy}; last instruction ${status.seq}`,
    `Journal   ${status.jlen} entries, head ${toHex(status.jhead).slice(0, 16)}...`,
    `Queue     ${status.que} batches`,
  ];
}

/** What the boot loader starts, and what is wrong: older devices tell neither. */
function bootLines({ board, cnt, flt }: TrackerStatus): string[] {
  const counter = cnt === undefined ? '' : `; security counter ${cnt} or more`;
  return [
    ...(board === undefined ? [] : [`Board     ${toHex(board)}${counter}`]),
    ...(flt === undefined || flt.length === 0 ? [] : [`Faults    ${flt.join(', ')}`]),
  ];
}

function statusFacts(status: TrackerStatus): Json {
  return {
    device: status.dev,
    tenant: status.ten,
    lifeCycle: status.life,
    firmware: status.fw,
    mode: status.mode,
    reason: status.why,
    clockTrusted: status.clk,
    sequence: status.seq,
    policyDigest: status.pol === undefined ? null : toHex(status.pol),
    journalEntries: status.jlen,
    journalHead: toHex(status.jhead),
    queuedBatches: status.que,
    boardId: status.board === undefined ? null : toHex(status.board),
    securityCounterMin: status.cnt ?? null,
    faults: status.flt === undefined ? null : [...status.flt],
  };
}

function slotWords(slot: ImageSlotState, images: readonly ImageSlotState[]): string {
  const flags = [
    slot.active === true ? 'runs' : '',
    slot.confirmed === true ? 'confirmed' : '',
    slot.pending === true ? 'boots at the next reset' : '',
    slot.active === true && slot.confirmed !== true ? 'on trial' : '',
    isKnownUnbootable({ images }, slot) ? 'not bootable' : '',
  ].filter((flag) => flag !== '');
  const hash = slot.hash === undefined ? '' : ` ${toHex(slot.hash).slice(0, 16)}...`;
  return `${slot.version}${hash}${flags.length === 0 ? '' : ` (${flags.join(', ')})`}`;
}

function slotFacts(slot: ImageSlotState): Json {
  return {
    image: slot.image ?? 0,
    slot: slot.slot,
    version: slot.version,
    hash: slot.hash === undefined ? null : toHex(slot.hash),
    bootable: slot.bootable ?? null,
    active: slot.active === true,
    confirmed: slot.confirmed === true,
    pending: slot.pending === true,
  };
}
