import { platform } from 'node:os';

import { realFiles, type HostFiles } from './host-files.ts';

/** A port as serialport's own list tells it; numbers are hexadecimal text, in any case. */
export interface DriverPort {
  readonly path: string;
  readonly vendorId?: string | undefined;
  readonly productId?: string | undefined;
  readonly serialNumber?: string | undefined;
  readonly manufacturer?: string | undefined;
  readonly locationId?: string | undefined;
}

/** What commands ask of the machine they run on; tests bring a machine of their own. */
export interface HostSystem {
  /** As Node names it: `linux`, `darwin`, `win32`. */
  readonly platform: string;
  readonly files: HostFiles;
  /** serialport's list. On Linux it runs `udevadm`, and rejects where there is none. */
  listDriver(): Promise<readonly DriverPort[]>;
}

export const realHost: HostSystem = {
  platform: platform(),
  files: realFiles,
  listDriver: async () => {
    const { SerialPort } = await import('serialport');
    return SerialPort.list();
  },
};
