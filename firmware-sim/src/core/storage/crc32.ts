/** CRC-32 as in IEEE 802.3 (reflected 0xEDB88320), the check that every stored entry carries. */
export function crc32(...parts: readonly Uint8Array[]): number {
  let crc = 0xffffffff;
  for (const part of parts) {
    for (let at = 0; at < part.length; at += 1) {
      crc = (table[(crc ^ (part[at] ?? 0)) & 0xff] ?? 0) ^ (crc >>> 8);
    }
  }
  return ~crc >>> 0;
}

// Signed words, which engines keep unboxed.
const table = Int32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});
