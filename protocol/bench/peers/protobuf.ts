import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

import type { Peer, PlainFix } from './peer.ts';

/**
 * As most would write it: `message Fix { fixed32 time = 1; sint32 lat = 2; sint32 lon = 3; }` and
 * `message Batch { repeated Fix fixes = 1; }`.
 */
export const protobuf: Peer = {
  name: 'protobuf, messages',
  encode(fixes) {
    const writer = new BinaryWriter();
    for (const { timeS, latitudeE5, longitudeE5 } of fixes) {
      writer.tag(1, WireType.LengthDelimited).fork();
      writer.tag(1, WireType.Bit32).fixed32(timeS);
      writer.tag(2, WireType.Varint).sint32(latitudeE5);
      writer.tag(3, WireType.Varint).sint32(longitudeE5);
      writer.join();
    }
    return writer.finish();
  },
  decode(bytes) {
    const reader = new BinaryReader(bytes);
    const fixes: PlainFix[] = [];
    while (reader.pos < reader.len) {
      reader.tag();
      const end = reader.uint32() + reader.pos;
      let [timeS, latitudeE5, longitudeE5] = [0, 0, 0];
      while (reader.pos < end) {
        const [field] = reader.tag();
        if (field === 1) timeS = reader.fixed32();
        else if (field === 2) latitudeE5 = reader.sint32();
        else longitudeE5 = reader.sint32();
      }
      fixes.push({ timeS, latitudeE5, longitudeE5 });
    }
    return fixes;
  },
};

/**
 * As somebody would write it who counts bytes: `message Track { repeated sint32 time = 1, lat = 2,
 * lon = 3; }`, packed, all differences.
 */
export const protobufColumns: Peer = {
  name: 'protobuf, packed differences',
  encode(fixes) {
    const writer = new BinaryWriter();
    const columns = [
      (fix: PlainFix) => fix.timeS | 0,
      (fix: PlainFix) => fix.latitudeE5,
      (fix: PlainFix) => fix.longitudeE5,
    ];
    for (const [i, valueOf] of columns.entries()) {
      writer.tag(i + 1, WireType.LengthDelimited).fork();
      let before = 0;
      for (const fix of fixes) {
        writer.sint32(valueOf(fix) - before);
        before = valueOf(fix);
      }
      writer.join();
    }
    return writer.finish();
  },
  decode(bytes) {
    const reader = new BinaryReader(bytes);
    const columns = [1, 2, 3].map(() => {
      reader.tag();
      const end = reader.uint32() + reader.pos;
      const values: number[] = [];
      let value = 0;
      while (reader.pos < end) {
        value += reader.sint32();
        values.push(value);
      }
      return values;
    });
    const [times = [], latitudes = [], longitudes = []] = columns;
    return times.map((timeS, i) => ({
      timeS: timeS >>> 0,
      latitudeE5: latitudes[i] ?? 0,
      longitudeE5: longitudes[i] ?? 0,
    }));
  },
};
