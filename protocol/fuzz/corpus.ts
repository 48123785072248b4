import instruction from '../vectors/instruction.json' with { type: 'json' };
import image from '../vectors/image.json' with { type: 'json' };
import messages from '../vectors/messages.json' with { type: 'json' };
import policy from '../vectors/policy.json' with { type: 'json' };
import report from '../vectors/report.json' with { type: 'json' };
import smp from '../vectors/smp.json' with { type: 'json' };
import { fromHex } from '../src/bytes.ts';

/** Vectors are ours, so hexadecimal in them is whole. */
export function hex(text: string): Uint8Array {
  return fromHex(text) ?? new Uint8Array();
}

/** The golden vectors as bytes, accepted and refused ones. */
export const corpora = {
  wires: [...smp.frames.accepts, ...smp.frames.rejects].map(({ wire }) => hex(wire)),
  smpMessages: [
    ...[...smp.messages.accepts, ...smp.messages.rejects].map(({ bytes }) => hex(bytes)),
    ...smp.frames.accepts.flatMap(({ messages: framed }) => framed.map(hex)),
  ],
  payloads: [...messages.accepts, ...messages.rejects].map(({ bytes }) => hex(bytes)),
  images: [...image.accept, ...image.acceptP256, ...image.reject].map((one) => hex(one.image)),
  instructions: [...instruction.accepts, ...instruction.rejects].map(({ bytes }) => hex(bytes)),
  bodies: [...instruction.bodies.accepts, ...instruction.bodies.rejects].map(({ bytes }) =>
    hex(bytes),
  ),
  revocationLists: [hex(instruction.revocationList.bytes)],
  policies: [...policy.accepts, ...policy.rejects].map(({ bytes }) => hex(bytes)),
  batches: [...report.batch.accepts, ...report.batch.rejects].map((one) => hex(one.hex)),
  frames: [
    hex(report.frames.session.frame),
    ...[...report.frames.accepts, ...report.frames.rejects].map(({ frame }) => hex(frame)),
  ],
} as const;

export const utf8 = new TextEncoder();

/** Bytes as text; what is no UTF-8 becomes U+FFFD. */
export function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** The pieces again and again, up to about this many bytes. */
export function repeated(piece: Uint8Array, bytes: number): Uint8Array {
  const times = Math.max(1, Math.floor(bytes / Math.max(1, piece.length)));
  const whole = new Uint8Array(times * piece.length);
  for (let i = 0; i < times; i += 1) whole.set(piece, i * piece.length);
  return whole;
}
