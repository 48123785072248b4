import { UsageError } from '@feierabend/protocol';

/** Where the bytes go. The text is what the user typed, and is never replaced by another port. */
export type PortTarget =
  | { readonly kind: 'tcp'; readonly text: string; readonly host: string; readonly port: number }
  | { readonly kind: 'pipe'; readonly text: string }
  | { readonly kind: 'device'; readonly text: string }
  | { readonly kind: 'path'; readonly text: string };

const windowsPipe = /^(\\\\|\/\/)[.?][\\/]pipe[\\/]/iu;
const windowsPort = /^(\\\\\.\\)?COM\d+$/iu;

/** Reads `--port`: a path, `COM3`, a Windows named pipe, or `tcp://host:port`. */
export function parsePortTarget(text: string): PortTarget {
  if (/^tcp:/iu.test(text)) return parseTcp(text);
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

function unknownForm(text: string): UsageError {
  return new UsageError({
    code: 'PORT_FORM',
    expected:
      'a port as a path (/dev/ttyACM0, a unix socket), COM3, a named pipe or tcp://host:port',
    came: `--port is "${text}"`,
    next: 'name the port in one of these forms',
  });
}
