/** NMEA 0183 checksum: XOR of the characters between `$` and `*`. */
export function nmeaChecksum(body: string): number {
  let sum = 0;
  for (let i = 0; i < body.length; i += 1) sum ^= body.charCodeAt(i);
  return sum & 0xff;
}

/** Makes a whole sentence (without a line end) from the characters between `$` and `*`. */
export function sealSentence(body: string): string {
  return `$${body}*${nmeaChecksum(body).toString(16).toUpperCase().padStart(2, '0')}`;
}
