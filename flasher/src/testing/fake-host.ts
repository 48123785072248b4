import { posix } from 'node:path';

import type { HostFileFacts, HostFiles } from '../host/host-files.ts';
import type { DriverPort, HostSystem } from '../host/host-system.ts';

export interface FakeUsbPort {
  /** `ttyACM0` */
  readonly name: string;
  /** `1-1.2` */
  readonly location: string;
  readonly vendorId: string;
  readonly productId: string;
  readonly serialNumber?: string;
  readonly product?: string;
}

/** A Linux machine in memory: a few files, links and devices. */
export class FakeHost implements HostSystem {
  platform = 'linux';
  readonly texts = new Map<string, string>();
  readonly links = new Map<string, string>();
  readonly devices = new Map<string, HostFileFacts>();
  /** Folders whose names are not ours to see. */
  readonly hidden = new Set<string>();
  driver: () => Promise<readonly DriverPort[]> = async () => [];

  readonly files: HostFiles = {
    text: async (path) => this.texts.get(this.resolve(path)),
    names: async (path) => this.namesIn(path),
    link: async (path) => this.links.get(path),
    real: async (path) => {
      const real = this.resolve(path);
      return this.has(real) ? real : undefined;
    },
    facts: async (path) => this.devices.get(this.resolve(path)),
    exists: async (path) => this.has(path),
  };

  listDriver(): Promise<readonly DriverPort[]> {
    return this.driver();
  }

  /** Plugs a USB serial adapter in, the way the kernel shows it. */
  plug(port: FakeUsbPort): this {
    const device = `/sys/devices/pci0/usb1/${port.location}`;
    const facts = {
      idVendor: port.vendorId,
      idProduct: port.productId,
      serial: port.serialNumber,
      manufacturer: 'Bench',
      product: port.product ?? 'Board',
    };
    for (const [name, text] of Object.entries(facts)) {
      if (text !== undefined) this.texts.set(`${device}/${name}`, `${text}\n`);
    }
    this.links.set(`/sys/class/tty/${port.name}/device`, `${device}/${port.location}:1.0`);
    this.texts.set(`${device}/${port.location}:1.0/bInterfaceNumber`, '00\n');
    this.device(`/dev/${port.name}`);
    return this;
  }

  unplug(name: string): void {
    this.links.delete(`/sys/class/tty/${name}/device`);
    this.devices.delete(`/dev/${name}`);
  }

  device(path: string, facts: Partial<HostFileFacts> = {}): this {
    const usual = { mode: 0o660, uid: 0, gid: 20, isCharacterDevice: true };
    this.devices.set(path, { ...usual, ...facts });
    return this;
  }

  /** Starts a process that has files open. */
  process(pid: number, program: string, open: readonly string[] = []): this {
    this.texts.set(`/proc/${pid}/comm`, `${program}\n`);
    this.texts.set(`/proc/${pid}/status`, `Name:\t${program}\nUid:\t1000\t1000\t1000\t1000\n`);
    open.forEach((path, number) => this.links.set(`/proc/${pid}/fd/${number + 3}`, path));
    return this;
  }

  private namesIn(folder: string): readonly string[] | undefined {
    if (this.hidden.has(folder)) return undefined;
    const inside = [...this.paths()]
      .filter((path) => path.startsWith(`${folder}/`))
      .map((path) => path.slice(folder.length + 1).split('/')[0] ?? '');
    return inside.length === 0 ? undefined : [...new Set(inside)].toSorted();
  }

  private has(path: string): boolean {
    return [...this.paths()].some((known) => known === path || known.startsWith(`${path}/`));
  }

  private paths(): Set<string> {
    return new Set([...this.texts.keys(), ...this.links.keys(), ...this.devices.keys()]);
  }

  private resolve(path: string): string {
    const target = this.links.get(path);
    return target === undefined ? path : posix.resolve(posix.dirname(path), target);
  }
}
