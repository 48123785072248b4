import { codec8, codec8e } from './codec8.ts';
import { cbor, json } from './objects.ts';
import type { Peer } from './peer.ts';
import { polyline } from './polyline.ts';
import { protobuf, protobufColumns } from './protobuf.ts';
import { twkb } from './twkb.ts';

/** The formats ours is compared with. */
export const peers: readonly Peer[] = [
  codec8,
  codec8e,
  protobuf,
  protobufColumns,
  cbor,
  json,
  polyline,
  twkb,
];
