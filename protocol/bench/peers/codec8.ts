import type { Peer, PlainFix } from './peer.ts';

/** Codec 8 counts and numbers IO elements in one byte, Codec 8 Extended in two. */
export type TeltonikaCodec = 0x08 | 0x8e;

export interface AvlRecord {
  readonly timeMs: number;
  readonly priority: number;
  readonly longitudeE7: number;
  readonly latitudeE7: number;
  readonly altitudeM: number;
  readonly angleDeg: number;
  readonly satellites: number;
  readonly speedKmh: number;
  readonly eventId: number;
  /** Elements by their size: 1, 2, 4 and 8 bytes, each an id and its value as bytes. */
  readonly elements: readonly (readonly (readonly [number, readonly number[]])[])[];
}

/** Empty lists of elements, which is the smallest a record can be. */
const noElements = [[], [], [], []] as const;

/** An AVL packet over TCP: preamble, length, records, CRC-16/IBM. */
export function encodeAvlPacket(codec: TeltonikaCodec, records: readonly AvlRecord[]): Uint8Array {
  const data = [codec, records.length];
  for (const record of records) pushRecord(data, codec, record);
  data.push(records.length);
  const out = [0, 0, 0, 0];
  pushBig(out, data.length, 4);
  out.push(...data);
  pushBig(out, crc16Ibm(data), 4);
  return Uint8Array.from(out);
}

function pushRecord(out: number[], codec: TeltonikaCodec, record: AvlRecord): void {
  const idBytes = codec === 0x8e ? 2 : 1;
  pushBig(out, Math.floor(record.timeMs / 2 ** 32), 4);
  pushBig(out, record.timeMs % 2 ** 32, 4);
  out.push(record.priority);
  pushBig(out, record.longitudeE7, 4);
  pushBig(out, record.latitudeE7, 4);
  pushBig(out, record.altitudeM, 2);
  pushBig(out, record.angleDeg, 2);
  out.push(record.satellites);
  pushBig(out, record.speedKmh, 2);
  pushBig(out, record.eventId, idBytes);
  pushBig(
    out,
    record.elements.reduce((sum, list) => sum + list.length, 0),
    idBytes,
  );
  for (const list of record.elements) {
    pushBig(out, list.length, idBytes);
    for (const [id, value] of list) {
      pushBig(out, id, idBytes);
      out.push(...value);
    }
  }
  // Elements of any size, which only the extended codec has.
  if (codec === 0x8e) pushBig(out, 0, 2);
}

function pushBig(out: number[], value: number, bytes: number): void {
  for (let shift = 8 * (bytes - 1); shift >= 0; shift -= 8) out.push((value >>> shift) & 0xff);
}

/** Polynomial 0x8005, reflected, from 0. */
const crcTable = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let i = 0; i < 8; i += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xa001 : 0);
  return crc;
});

function crc16Ibm(bytes: readonly number[] | Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) crc = (crc >>> 8) ^ (crcTable[(crc ^ byte) & 0xff] ?? 0);
  return crc;
}

function asAvl({ timeS, latitudeE5, longitudeE5 }: PlainFix): AvlRecord {
  return {
    timeMs: 1000 * timeS,
    priority: 0,
    longitudeE7: 100 * longitudeE5,
    latitudeE7: 100 * latitudeE5,
    altitudeM: 0,
    angleDeg: 0,
    satellites: 0,
    speedKmh: 0,
    eventId: 0,
    elements: noElements,
  };
}

/** Reads packets of records without IO elements. */
function decode(bytes: Uint8Array, recordBytes: number): PlainFix[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const end = bytes.length - 4;
  if (crc16Ibm(bytes.subarray(8, end)) !== view.getUint32(end)) return [];
  return Array.from({ length: bytes[9] ?? 0 }, (_, i) => {
    const at = 10 + recordBytes * i;
    const timeMs = view.getUint32(at) * 2 ** 32 + view.getUint32(at + 4);
    const longitudeE5 = view.getInt32(at + 9) / 100;
    return { timeS: timeMs / 1000, latitudeE5: view.getInt32(at + 13) / 100, longitudeE5 };
  });
}

function teltonika(name: string, codec: TeltonikaCodec, recordBytes: number): Peer {
  return {
    name,
    encode: (fixes) => encodeAvlPacket(codec, fixes.map(asAvl)),
    decode: (bytes) => decode(bytes, recordBytes),
  };
}

export const codec8 = teltonika('Codec 8', 0x08, 30);
export const codec8e = teltonika('Codec 8 Extended', 0x8e, 38);
