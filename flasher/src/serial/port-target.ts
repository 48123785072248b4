import { UsageError } from '@feierabend/protocol';

/** Where the bytes go. The text is what the user typed, and is never replaced by another port. */
export type PortTarget =
  | { readonly kind: 'tcp'; readonly text: string; readonly host: string; readonly port: number }
  | { readonly kind: 'usb'; readonly text: string; readonly usb: UsbChoice }
  | { readonly kind: 'pipe'; readonly text: string }
  | { readonly kind: 'device'; readonly text: string }
  | { readonly kind: 'path'; readonly text: string };

/** What `usb:VID:PID[:SERIAL]` names. Numbers are four lower-case hexadecimal digits. */
export interface UsbChoice {
  readonly vendorId: string;
  readonly productId: string;
  readonly serialNumber: string | undefined;
}

const windowsPipe = /^(\\\\|\/\/)[.?][\\/]pipe[\\/]/iu;
const windowsPort = /^(\\\\\.\\)?COM\d+$/iu;

/** Reads `--port`: a path, `COM3`, a Windows named pipe, `tcp://host:port` or `usb:VID:PID`. */
export function parsePortTarget(text: string): PortTarget {
  if (/^tcp:/iu.test(text)) return parseTcp(text);
  if (/^usb:/iu.test(text)) return parseUsb(text);
  if (windowsPipe.test(text)) return { kind: 'pipe', text };
  if (windowsPort.test(text)) return { kind: 'device', text };
  if (text === '' || /^[a-z][a-z0-9+.-]*:\/\//iu.test(text)) throw unknownForm(text);
  return { kind: 'path', text };
}

function parseTcp(text: string): PortTarget {
  const match = /^tcp:\/\/(\[[0-9a-f:.%]+\]|[^/:@\s]+):(\d{1,5})\/?$/iu.exec(text);
  const port = Number(match?.[2]);
  if (match?.[1] === undefined || port < 1 || port > 65_535) throw unknownForm(text);
  return { kind: 'tcp', text, host: match[1].replace(/^\[|\]$/gu, ''), port };
}

function parseUsb(text: string): PortTarget {
  const match = /^usb:([0-9a-f]{4}):([0-9a-f]{4})(?::(.+))?$/iu.exec(text);
  const [, vendorId, productId, serialNumber] = match ?? [];
  if (vendorId === undefined || productId === undefined) throw unknownForm(text);
  const usb = {
    vendorId: vendorId.toLowerCase(),
    productId: productId.toLowerCase(),
    serialNumber,
  };
  return { kind: 'usb', text, usb };
}

function unknownForm(text: string): UsageError {
  return new UsageError({
    code: 'PORT_FORM',
    expected:
      'a path (/dev/ttyACM0, a unix socket), COM3, tcp://host:port or usb:VID:PID[:SERIAL] as port',
    came: `--port is "${text}"`,
    next: 'name the port in one of these forms',
  });
}
