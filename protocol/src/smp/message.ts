import { concatBytes } from '../bytes.ts';
import { failed, ok, type Result } from '../result.ts';
import { SmpHeader, type SmpOp, type SmpVersion } from './header.ts';

/** One SMP message, request or answer, without framing. */
export interface SmpMessage {
  readonly op: SmpOp;
  readonly version: SmpVersion;
  readonly group: number;
  readonly sequence: number;
  readonly command: number;
  /** CBOR in every group of ours. */
  readonly payload: Uint8Array;
}

export function encodeSmpMessage(message: SmpMessage): Uint8Array {
  const header = SmpHeader.encode({
    versionAndOp: (message.version << 3) | message.op,
    flags: 0,
    payloadBytes: message.payload.length,
    group: message.group,
    sequence: message.sequence,
    command: message.command,
  });
  return concatBytes(header, message.payload);
}

/** Takes all messages out of one frame: servers and clients may put several behind each other. */
export function decodeSmpMessages(bytes: Uint8Array): Result<readonly SmpMessage[]> {
  const messages: SmpMessage[] = [];
  let at = 0;
  while (at < bytes.length) {
    const header = SmpHeader.decode(bytes.subarray(at));
    if (!header.ok) return header;
    const { versionAndOp, payloadBytes, group, sequence, command } = header.value.value;
    at += SmpHeader.sizeBytes;
    const version = (versionAndOp >> 3) & 3;
    const op = versionAndOp & 7;
    if (version > 1 || op > 3) {
      return fault('SMP_HEADER', `its first byte was 0x${versionAndOp.toString(16)}`);
    }
    if (at + payloadBytes > bytes.length) {
      return fault('SMP_LENGTH', 'its header promised more bytes than the frame holds');
    }
    const payload = bytes.slice(at, at + payloadBytes);
    at += payloadBytes;
    messages.push({
      op: op as SmpOp,
      version: version as SmpVersion,
      group,
      sequence,
      command,
      payload,
    });
  }
  return ok(messages);
}

function fault(code: string, came: string) {
  return failed({
    code,
    expected: 'an SMP message of version 1 or 2',
    came,
    next: 'check that the peer speaks SMP',
  });
}
