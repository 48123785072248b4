import { posix } from 'node:path';

import type { HostFiles } from '../host/host-files.ts';
import type { SerialPortEntry, UsbIdentity } from './serial-port-entry.ts';

const ttyFolder = '/sys/class/tty';
const stableFolder = '/dev/serial/by-id';
/** A device, its interface and some hubs: no tree is deeper. */
const parentsMax = 8;

/**
 * The serial ports as the Linux kernel tells them, which needs neither udev nor a helper program.
 * Undefined where there is no sysfs.
 */
export async function sysfsPorts(files: HostFiles): Promise<SerialPortEntry[] | undefined> {
  const names = await files.names(ttyFolder);
  if (names === undefined) return undefined;
  const stable = await stableNames(files);
  const entries = await Promise.all(names.map((name) => portOf(files, name, stable)));
  return entries.filter((entry) => entry !== undefined);
}

async function portOf(
  files: HostFiles,
  name: string,
  stable: ReadonlyMap<string, string>,
): Promise<SerialPortEntry | undefined> {
  const path = `/dev/${name}`;
  // Consoles and pseudo-terminals have no device behind them.
  const device = await files.real(`${ttyFolder}/${name}/device`);
  if (device === undefined || !(await files.exists(path))) return undefined;
  // The 8250 driver keeps names for ports that no board has; their kind is 0.
  const kind = await files.text(`${ttyFolder}/${name}/type`);
  if (kind?.trim() === '0') return undefined;
  return { path, usb: await usbAbove(files, device), stableName: stable.get(path) };
}

/** The first folder upwards that describes a USB device. */
async function usbAbove(files: HostFiles, device: string): Promise<UsbIdentity | undefined> {
  let folder = device;
  for (let step = 0; step < parentsMax && folder.length > 1; step += 1) {
    // oxlint-disable-next-line no-await-in-loop -- one step leads to the next
    const vendorId = await attribute(files, folder, 'idVendor');
    if (vendorId !== undefined) {
      const at = folder;
      const [productId, serialNumber, manufacturer, product] =
        // oxlint-disable-next-line no-await-in-loop -- the walk ends here
        await Promise.all(
          ['idProduct', 'serial', 'manufacturer', 'product'].map((attributeName) =>
            attribute(files, at, attributeName),
          ),
        );
      return {
        vendorId: vendorId.toLowerCase(),
        productId: (productId ?? '0000').toLowerCase(),
        serialNumber,
        manufacturer,
        product,
        location: posix.basename(folder),
      };
    }
    folder = posix.dirname(folder);
  }
  return undefined;
}

async function attribute(
  files: HostFiles,
  folder: string,
  name: string,
): Promise<string | undefined> {
  const text = (await files.text(`${folder}/${name}`))?.trim();
  return text === '' ? undefined : text;
}

/** Names of udev by the device they lead to. */
export async function stableNames(files: HostFiles): Promise<Map<string, string>> {
  const names = (await files.names(stableFolder)) ?? [];
  const pairs = await Promise.all(
    names.map(async (name) => {
      const stable = `${stableFolder}/${name}`;
      return [await files.real(stable), stable] as const;
    }),
  );
  return new Map(
    pairs.flatMap(([device, stable]) => (device === undefined ? [] : [[device, stable]])),
  );
}
