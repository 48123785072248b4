/** The USB side of a serial port. Numbers are four lower-case hexadecimal digits. */
export interface UsbIdentity {
  readonly vendorId: string;
  readonly productId: string;
  readonly serialNumber: string | undefined;
  readonly manufacturer: string | undefined;
  readonly product: string | undefined;
  /** The socket it is plugged in, such as `1-1.2`; stays when the device enumerates again. */
  readonly location: string | undefined;
}

/** One serial port of this machine. */
export interface SerialPortEntry {
  readonly path: string;
  readonly usb: UsbIdentity | undefined;
  /** Name that stays over reconnects, where udev keeps one (`/dev/serial/by-id/...`). */
  readonly stableName: string | undefined;
}

/** Where a list of ports came from. */
type PortListSource = 'sysfs' | 'driver' | 'by-id';

export interface PortList {
  readonly source: PortListSource;
  readonly ports: readonly SerialPortEntry[];
}

/** `usb:1915:520f:8D3FA2`, as `--port` takes it. */
export function usbName({ vendorId, productId, serialNumber }: UsbIdentity): string {
  return ['usb', vendorId, productId, ...(serialNumber === undefined ? [] : [serialNumber])].join(
    ':',
  );
}

/** A device in both, whatever it calls itself as application and as boot loader. */
export function isSameDevice(a: UsbIdentity, b: UsbIdentity): boolean {
  if (a.serialNumber !== undefined && b.serialNumber !== undefined) {
    return a.serialNumber === b.serialNumber;
  }
  if (a.location !== undefined && b.location !== undefined) return a.location === b.location;
  return a.vendorId === b.vendorId && a.productId === b.productId;
}

/** One line for a list to choose from. */
export function portLine({ path, usb, stableName }: SerialPortEntry): string {
  if (usb === undefined) return path;
  const words = [usb.manufacturer, usb.product].filter((word) => word !== undefined).join(' ');
  const stable = stableName === undefined ? '' : `  ${stableName}`;
  return `${path}  ${usbName(usb)}${words === '' ? '' : `  ${words}`}${stable}`;
}
