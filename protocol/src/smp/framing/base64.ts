/**
 * Base64 of RFC 4648 section 4, from bytes to bytes: console lines stay bytes from the port to the
 * frame. `atob` would need a string for each line, and forgives spaces.
 */
export function encodeBase64(bytes: Uint8Array): Uint8Array {
  const text = new Uint8Array(Math.ceil(bytes.length / 3) * 4).fill(pad);
  for (let from = 0, to = 0; from < bytes.length; from += 3, to += 4) {
    const a = bytes[from] ?? 0;
    const b = bytes[from + 1] ?? 0;
    const c = bytes[from + 2] ?? 0;
    text[to] = digit(a >> 2);
    text[to + 1] = digit(((a & 0x03) << 4) | (b >> 4));
    if (from + 1 < bytes.length) text[to + 2] = digit(((b & 0x0f) << 2) | (c >> 6));
    if (from + 2 < bytes.length) text[to + 3] = digit(c & 0x3f);
  }
  return text;
}

/** Undefined when the text is not whole, padded base64. */
export function decodeBase64(text: Uint8Array): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined;
  const padding = text.at(-1) !== pad ? 0 : text.at(-2) !== pad ? 1 : 2;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  let to = 0;
  for (let from = 0; from < text.length; from += 4) {
    let quantum = 0;
    for (let i = from; i < from + 4; i += 1) {
      const isPadding = i >= text.length - padding;
      const value = isPadding ? 0 : (values[text[i] ?? 0] ?? invalid);
      if (value === invalid) return undefined;
      quantum = (quantum << 6) | value;
    }
    for (let shift = 16; shift >= 0 && to < bytes.length; shift -= 8) {
      bytes[to] = (quantum >> shift) & 0xff;
      to += 1;
    }
  }
  return bytes;
}

const pad = 0x3d;
const invalid = 0xff;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const digits = Uint8Array.from(alphabet, (letter) => letter.charCodeAt(0));
const values = new Uint8Array(256).fill(invalid);
digits.forEach((code, value) => (values[code] = value));

function digit(value: number): number {
  return digits[value] ?? 0;
}
