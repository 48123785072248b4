/** Joins byte strings into a new one. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const hexDigits = new TextEncoder().encode('0123456789abcdef');
const ascii = new TextDecoder('latin1');

/** Lower-case hexadecimal. Made at once: a text that grows by its parts is kept by engines as a chain of them. */
export function toHex(bytes: Uint8Array): string {
  const digits = new Uint8Array(2 * bytes.length);
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i] ?? 0;
    digits[2 * i] = hexDigits[byte >> 4] ?? 0;
    digits[2 * i + 1] = hexDigits[byte & 15] ?? 0;
  }
  // A few characters are joined faster than they are decoded.
  return digits.length > 128 ? ascii.decode(digits) : String.fromCharCode(...digits);
}

/** Reads hexadecimal of either case; undefined when the text is not whole bytes of it. */
export function fromHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/iu.test(text)) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i += 1)
    bytes[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

/** Equality whose time depends on the lengths alone. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i += 1) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}
