import {
  BootloaderInfo,
  ImageSlotInfo,
  OsInfo,
  type BootloaderInfoResponse,
  type SlotInfoResponse,
} from '@feierabend/protocol';

import type { Json } from '../output/event.ts';
import type { SmpSession } from '../session/smp-session.ts';
import { unlessRefused, type Server } from './server.ts';

/** What a device says of its system and its boot loader; builds leave out any of it. */
export interface DeviceSystem {
  readonly system: string | undefined;
  readonly bootLoader: BootloaderInfoResponse | undefined;
  readonly slots: SlotInfoResponse | undefined;
}

export async function readSystem(session: SmpSession): Promise<DeviceSystem> {
  const info = await unlessRefused(session.request(OsInfo.read, { format: 'a' }));
  const named = await unlessRefused(session.request(BootloaderInfo.read, {}));
  const mode =
    named === undefined
      ? undefined
      : await unlessRefused(session.request(BootloaderInfo.read, { query: 'mode' }));
  const slots = await unlessRefused(session.request(ImageSlotInfo.read, {}));
  return {
    system: info?.output,
    bootLoader: named === undefined ? undefined : { ...named, ...mode },
    slots,
  };
}

/** As Zephyr numbers them (`BOOTLOADER_MODE_`). */
const modeWords: Readonly<Record<number, string>> = {
  0: 'one slot',
  1: 'swaps by way of a scratch area',
  2: 'overwrites, and cannot revert',
  3: 'swaps',
  4: 'runs from either slot, without revert',
  5: 'runs from either slot',
  6: 'runs from RAM',
};

export function systemLines({ groups }: Server, facts: DeviceSystem): string[] {
  const { system, bootLoader, slots } = facts;
  const offered = groups?.map(
    ({ group, name }) => `${group}${name === undefined ? '' : ` ${name}`}`,
  );
  const sizes = slots?.images.flatMap(({ image, slots: rows }) =>
    rows.map(
      ({ slot, size }) => `${image}/${slot} ${size === undefined ? 'unread' : `${size} bytes`}`,
    ),
  );
  return [
    ...(system === undefined ? [] : [`System    ${system}`]),
    ...(bootLoader === undefined ? [] : [`Boot      ${bootWords(bootLoader)}`]),
    ...(offered === undefined ? [] : [`Groups    ${offered.join(', ')}`]),
    ...(sizes === undefined ? [] : [`Sizes     ${sizes.join(', ')} (image/slot)`]),
  ];
}

function bootWords(info: BootloaderInfoResponse): string {
  const { bootloader, mode } = info;
  const how = mode === undefined ? '' : `, ${modeWords[mode] ?? `mode ${mode}`}`;
  const downgrades = info['no-downgrade'] === true ? ', refuses downgrades' : '';
  return `${bootloader ?? 'unnamed'}${how}${downgrades}`;
}

export function systemFacts({ groups }: Server, facts: DeviceSystem): Record<string, Json> {
  const { system, bootLoader, slots } = facts;
  return {
    system: system ?? null,
    bootLoader:
      bootLoader === undefined
        ? null
        : {
            name: bootLoader.bootloader ?? null,
            mode: bootLoader.mode ?? null,
            refusesDowngrades: bootLoader['no-downgrade'] === true,
          },
    groups:
      groups?.map(({ group, name, handlers }) => ({
        group,
        name: name ?? null,
        commands: handlers ?? null,
      })) ?? null,
    slots:
      slots?.images.flatMap(({ image, slots: rows }) =>
        rows.map(({ slot, size }) => ({ image, slot, sizeBytes: size ?? null })),
      ) ?? null,
  };
}
