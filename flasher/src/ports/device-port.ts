import { LinkError } from '@feierabend/protocol';

import type { HostSystem } from '../host/host-system.ts';
import type { ByteLink } from '../serial/byte-link.ts';
import type { LinkTarget } from '../serial/open-link.ts';
import { parsePortTarget, type PortTarget } from '../serial/port-target.ts';
import { listPorts } from './list-ports.ts';
import { onlyPort, portOfUsb, usbIdentityOf } from './port-choice.ts';
import { holderWords, portHolders } from './port-holders.ts';
import {
  isSameDevice,
  usbName,
  type SerialPortEntry,
  type UsbIdentity,
} from './serial-port-entry.ts';

export interface DevicePortOptions {
  readonly host: HostSystem;
  readonly openLink: (target: LinkTarget) => Promise<ByteLink>;
  /** As the user typed it; undefined asks for the only device there is. */
  readonly port: string | undefined;
  readonly baudRate: number;
}

/**
 * The port of one device. It can be opened again after a reset, waits for the device it had before,
 * and never moves on to another one: a typed path stays that path, a USB identity stays that
 * device.
 */
export class DevicePort {
  /** For sentences: what the user typed, or what was found for it. */
  readonly name: string;
  private readonly options: DevicePortOptions;
  private readonly target: PortTarget;
  private known: UsbIdentity | undefined;

  private constructor(options: DevicePortOptions, target: PortTarget) {
    this.options = options;
    this.target = target;
    this.name = target.text;
  }

  /** Decides which port is meant; opens nothing. */
  static async choose(options: DevicePortOptions): Promise<DevicePort> {
    const { host, port } = options;
    const text = port ?? (await onlyPort(host)).path;
    return new DevicePort(options, parsePortTarget(text));
  }

  /** The USB identity of the device, once it was opened. */
  get usb(): UsbIdentity | undefined {
    return this.known;
  }

  async open(): Promise<ByteLink> {
    const path = await this.locate();
    const { openLink, baudRate } = this.options;
    try {
      return await openLink({ port: path, baudRate });
    } catch (error) {
      throw await this.withHolders(error, path);
    }
  }

  private async locate(): Promise<string> {
    const { target } = this;
    const { host } = this.options;
    if (target.kind === 'usb') {
      const entry =
        this.known === undefined
          ? await portOfUsb(host, target.text, target.usb)
          : await this.returned(this.known);
      this.known ??= entry.usb;
      return entry.path;
    }
    if (target.kind === 'path' || target.kind === 'device') {
      const usb = await usbIdentityOf(host, target.text);
      if (usb !== undefined && this.known !== undefined && !isSameDevice(usb, this.known)) {
        throw anotherDevice(target.text, this.known, usb);
      }
      this.known ??= usb;
    }
    return target.text;
  }

  /** The same device on whatever path it has now; a boot loader may have numbers of its own. */
  private async returned(known: UsbIdentity): Promise<SerialPortEntry> {
    const { ports } = await listPorts(this.options.host);
    const back = ports.find(({ usb }) => usb !== undefined && isSameDevice(usb, known));
    if (back === undefined) throw notBack(known);
    return back;
  }

  /** A busy port is told with the program that has it. */
  private async withHolders(error: unknown, path: string): Promise<unknown> {
    if (!(error instanceof LinkError) || error.code !== 'PORT_BUSY') return error;
    const found = (await portHolders(this.options.host, [path]))?.get(path)?.holders ?? [];
    if (found.length === 0) return error;
    return new LinkError({
      code: error.code,
      expected: error.expected,
      came: `${found.map(holderWords).join(', ')} has it open`,
      next: `end it, or run "kill ${found.map(({ pid }) => pid).join(' ')}", then try again`,
      cause: error,
    });
  }
}

function notBack(known: UsbIdentity): LinkError {
  return new LinkError({
    code: 'PORT_ABSENT',
    expected: `${usbName(known)} to come back`,
    came: 'no port has that identity now',
    next: 'check the cable; no other device is tried in its place',
  });
}

function anotherDevice(port: string, known: UsbIdentity, usb: UsbIdentity): LinkError {
  return new LinkError({
    code: 'PORT_SWAPPED',
    expected: `${usbName(known)} to come back at ${port}`,
    came: `${usbName(usb)} is there now`,
    next: `give the device by its identity, --port ${usbName(known)}, so that it is found wherever it is`,
  });
}
