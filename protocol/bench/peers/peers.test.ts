import { describe, expect, it } from 'vitest';

import { toHex } from '../../src/bytes.ts';
import { encodeAvlPacket, type AvlRecord } from './codec8.ts';
import { peers } from './peers.ts';
import { polyline } from './polyline.ts';
import { encodeTwkb } from './twkb.ts';

const nowhere = {
  priority: 1,
  longitudeE7: 0,
  latitudeE7: 0,
  altitudeM: 0,
  angleDeg: 0,
  satellites: 0,
  speedKmh: 0,
} as const;

/** Examples of wiki.teltonika-gps.com/view/Teltonika_Data_Sending_Protocols. */
const published: readonly (readonly [0x08 | 0x8e, AvlRecord, string])[] = [
  [
    0x08,
    {
      ...nowhere,
      timeMs: 0x16b40d8ea30,
      eventId: 1,
      elements: [
        [
          [0x15, [0x03]],
          [0x01, [0x01]],
        ],
        [[0x42, [0x5e, 0x0f]]],
        [[0xf1, [0x00, 0x00, 0x60, 0x1a]]],
        [[0x4e, [0, 0, 0, 0, 0, 0, 0, 0]]],
      ],
    },
    '000000000000003608010000016b40d8ea30010000000000000000000000000000000105021503010101425e0f01' +
      'f10000601a014e0000000000000000010000c7cf',
  ],
  [
    0x8e,
    {
      ...nowhere,
      timeMs: 0x16b412cee00,
      eventId: 1,
      elements: [
        [[0x01, [0x01]]],
        [[0x11, [0x00, 0x1d]]],
        [[0x10, [0x01, 0x5e, 0x2c, 0x88]]],
        [
          [0x0b, [0, 0, 0, 0, 0x35, 0x44, 0xc8, 0x7a]],
          [0x0e, [0, 0, 0, 0, 0x1d, 0xd7, 0xe0, 0x6a]],
        ],
      ],
    },
    '000000000000004a8e010000016b412cee000100000000000000000000000000000000010005000100010100010011' +
      '001d00010010015e2c880002000b000000003544c87a000e000000001dd7e06a00000100002994',
  ],
];

describe('A peer in the comparison', () => {
  it.each(published)('writes the published packet of Codec %i', (codec, record, hex) => {
    expect(toHex(encodeAvlPacket(codec, [record]))).toBe(hex);
  });

  it('writes the published polyline', () => {
    const places = [
      [3_850_000, -12_020_000],
      [4_070_000, -12_095_000],
      [4_325_200, -12_645_300],
    ] as const;
    const bytes = polyline.encode(
      places.map(([latitudeE5, longitudeE5]) => ({ timeS: 0, latitudeE5, longitudeE5 })),
    );
    expect(new TextDecoder().decode(bytes)).toBe('_p~iF~ps|U_ulLnnqC_mqNvxq`@');
  });

  it('writes the TWKB that PostGIS shows for a line from 1 1 to 5 5', () => {
    const line = [
      [1, 1],
      [5, 5],
    ];
    expect(toHex(encodeTwkb(line, 0))).toBe('02000202020808');
  });

  it.each(peers.map((peer) => [peer.name, peer] as const))('reads what it wrote: %s', (_, peer) => {
    const fixes = Array.from({ length: 42 }, (_fix, i) => ({
      timeS: 1_795_593_600 + 30 * i,
      latitudeE5: 4_837_000 - 131 * i + ((i * i) % 17),
      longitudeE5: -1_089_000 + 77 * i,
    }));
    for (const some of [fixes, fixes.slice(0, 1)]) {
      const expected = peer.timeless === true ? some.map((fix) => ({ ...fix, timeS: 0 })) : some;
      expect(peer.decode(peer.encode(some))).toEqual(expected);
    }
  });
});
