import { parseNmeaSentence, type Packet } from 'nmea-simple';

/** What the parser makes of a sentence; undefined where it throws, as it does for one that ends before its date. */
export function parsePacket(text: string): Packet | undefined {
  try {
    return parseNmeaSentence(text);
  } catch {
    return undefined;
  }
}
