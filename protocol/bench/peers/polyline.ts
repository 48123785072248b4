import type { Peer, PlainFix } from './peer.ts';

const more = 0x20;
const printable = 63;

/** Google's encoded polyline algorithm: five bits a character, differences, no time. */
export const polyline: Peer = {
  name: 'Google polyline',
  timeless: true,
  encode(fixes) {
    const out: number[] = [];
    let [latitude, longitude] = [0, 0];
    for (const { latitudeE5, longitudeE5 } of fixes) {
      push(out, latitudeE5 - latitude);
      push(out, longitudeE5 - longitude);
      [latitude, longitude] = [latitudeE5, longitudeE5];
    }
    return Uint8Array.from(out);
  },
  decode(bytes) {
    const fixes: PlainFix[] = [];
    let [at, latitudeE5, longitudeE5] = [0, 0, 0];
    const next = () => {
      let code = 0;
      for (let shift = 0; ; shift += 5) {
        const five = (bytes[at] ?? printable) - printable;
        at += 1;
        code |= (five & 0x1f) << shift;
        if (five < more) return (code >>> 1) ^ -(code & 1);
      }
    };
    while (at < bytes.length) {
      latitudeE5 += next();
      longitudeE5 += next();
      fixes.push({ timeS: 0, latitudeE5, longitudeE5 });
    }
    return fixes;
  },
};

function push(out: number[], value: number): void {
  let rest = (value << 1) ^ (value >> 31);
  while (rest >= more) {
    out.push(((rest & 0x1f) | more) + printable);
    rest >>>= 5;
  }
  out.push(rest + printable);
}
