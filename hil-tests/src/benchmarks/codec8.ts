/**
 * Sizes of Teltonika Codec 8 over TCP (Teltonika wiki, "Codec", sections "AVL Data" and "AVL Data Packet"), the format a car
 * tracker is usually compared with.
 */

/**
 * A record without IO elements: timestamp 8, priority 1; longitude 4, latitude 4, altitude 2, angle 2, satellites 1, speed 2;
 * event id 1, count of elements 1, and a count for each of the four element sizes.
 */
export const codec8RecordBytes = 8 + 1 + (4 + 4 + 2 + 2 + 1 + 2) + (1 + 1 + 4);

/** What stands around the records: preamble 4, length 4, codec id 1, count 1 in front and again behind, CRC 4. */
export const codec8PacketBytes = 4 + 4 + 1 + 1 + 1 + 4;

/** The count is one byte. */
const packetRecordsMax = 255;

/** Bytes of so many records, in as few packets as hold them. */
export function codec8Bytes(records: number): number {
  return records * codec8RecordBytes + Math.ceil(records / packetRecordsMax) * codec8PacketBytes;
}
