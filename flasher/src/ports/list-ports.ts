import { LinkError } from '@feierabend/protocol';

import type { DriverPort, HostSystem } from '../host/host-system.ts';
import type { PortList, SerialPortEntry } from './serial-port-entry.ts';
import { stableNames, sysfsPorts } from './sysfs-ports.ts';

/**
 * The serial ports of this machine. On Linux the kernel is asked first: serialport's list runs
 * `udevadm`, which small containers do not have. Names that udev left are the last resort.
 */
export async function listPorts(host: HostSystem): Promise<PortList> {
  if (host.platform === 'linux') {
    const ports = await sysfsPorts(host.files);
    if (ports !== undefined) return { source: 'sysfs', ports };
  }
  try {
    const listed = await host.listDriver();
    return { source: 'driver', ports: listed.filter(isReal).map(fromDriver) };
  } catch (error) {
    const named = await stableNames(host.files);
    if (named.size === 0) throw listFault(error);
    const ports = [...named].map(([path, stableName]) => ({ path, usb: undefined, stableName }));
    return { source: 'by-id', ports };
  }
}

/** serialport lists the kernel's empty 8250 names too; they have no maker and no number. */
function isReal({ path, vendorId, manufacturer }: DriverPort): boolean {
  return !/\/ttyS\d+$/u.test(path) || vendorId !== undefined || manufacturer !== undefined;
}

function fromDriver(port: DriverPort): SerialPortEntry {
  const { path, vendorId, productId, serialNumber, manufacturer, locationId } = port;
  const usb =
    vendorId === undefined || productId === undefined
      ? undefined
      : {
          vendorId: vendorId.toLowerCase(),
          productId: productId.toLowerCase(),
          serialNumber,
          manufacturer,
          product: undefined,
          location: locationId,
        };
  return { path, usb, stableName: undefined };
}

function listFault(cause: unknown): LinkError {
  const text = cause instanceof Error ? cause.message : String(cause);
  return new LinkError({
    code: 'PORT_LIST',
    expected: 'a list of the serial ports of this machine',
    came: `the system gave none (${text})`,
    next: 'name the port with --port; without udev (spawn udevadm ENOENT) that works all the same',
    cause,
  });
}
