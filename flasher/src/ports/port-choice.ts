import { LinkError, UsageError } from '@feierabend/protocol';

import type { HostSystem } from '../host/host-system.ts';
import type { UsbChoice } from '../serial/port-target.ts';
import { listPorts } from './list-ports.ts';
import { portLine, type SerialPortEntry, type UsbIdentity } from './serial-port-entry.ts';

/** The USB identity behind a port that was typed; undefined for sockets and pseudo-terminals. */
export async function usbIdentityOf(
  host: HostSystem,
  path: string,
): Promise<UsbIdentity | undefined> {
  const device = (await host.files.real(path)) ?? path;
  const { ports } = await listPorts(host).catch(() => ({ ports: [] }));
  return ports.find((port) => port.path === device)?.usb;
}

/** The one port with this USB identity. Two that fit are for the user to tell apart. */
export async function portOfUsb(
  host: HostSystem,
  text: string,
  choice: UsbChoice,
): Promise<SerialPortEntry> {
  const { ports } = await listPorts(host);
  const fitting = ports.filter(({ usb }) => usb !== undefined && fits(usb, choice));
  const [only, second] = fitting;
  if (only === undefined) throw noneFits(text, ports);
  if (second === undefined) return only;
  throw new UsageError({
    code: 'PORT_CHOICE',
    expected: `one port that ${text} fits`,
    came: `it fits ${fitting.length}: ${listed(fitting)}`,
    next: 'name one of them with its serial number (usb:VID:PID:SERIAL) or its path; none is chosen for you',
  });
}

/** Without `--port`: the only USB serial port of this machine, and never one of two. */
export async function onlyPort(host: HostSystem): Promise<SerialPortEntry> {
  const { ports } = await listPorts(host);
  const plugged = ports.filter(({ usb }) => usb !== undefined);
  const [only, second] = plugged;
  if (only !== undefined && second === undefined) return only;
  throw new UsageError({
    code: 'PORT_CHOICE',
    expected: '--port, or exactly one USB serial port on this machine',
    came:
      plugged.length === 0 ? 'there is none' : `there are ${plugged.length}: ${listed(plugged)}`,
    next: 'name the port: --port PATH, tcp://host:port or usb:VID:PID[:SERIAL]; "flasher ports" shows what answers where',
  });
}

function fits(usb: UsbIdentity, choice: UsbChoice): boolean {
  return (
    usb.vendorId === choice.vendorId &&
    usb.productId === choice.productId &&
    (choice.serialNumber === undefined || usb.serialNumber === choice.serialNumber)
  );
}

function noneFits(text: string, ports: readonly SerialPortEntry[]): LinkError {
  return new LinkError({
    code: 'PORT_ABSENT',
    expected: `a port that ${text} fits`,
    came: ports.length === 0 ? 'there is no serial port' : `there are only ${listed(ports)}`,
    next: 'check the cable and the numbers; no other device is tried',
  });
}

function listed(ports: readonly SerialPortEntry[]): string {
  return ports.map(portLine).join(' | ');
}
