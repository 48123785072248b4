import vectors from '../../vectors/image.json' with { type: 'json' };
import messages from '../../vectors/messages.json' with { type: 'json' };
import { ImageHeader } from '../image/header.ts';
import { BehaviourManifest } from '../image/manifest.ts';
import { TlvAreaHeader, TlvEntryHeader } from '../image/tlv.ts';
import type { MessageRow } from './message-row.suite.ts';

const page = 'image.md';
const { name: manifest, bounds } = BehaviourManifest;

export const imageRows: readonly MessageRow[] = [
  {
    name: 'Firmware image',
    page,
    // The least that can be signed: an empty body, and a hash of 32 bytes behind it.
    bounds: {
      sizeBytesMin: ImageHeader.sizeBytes + TlvAreaHeader.sizeBytes + TlvEntryHeader.sizeBytes + 32,
      sizeBytesMax: Infinity,
    },
    exports: ['buildImage', 'readImage', 'verifyImage', 'encodeDependency', 'decodeDependency'],
    layouts: [ImageHeader.name, TlvAreaHeader.name, TlvEntryHeader.name],
    vectors: {
      file: 'image.json',
      path: 'accept, acceptP256, reject',
      accepts: [...vectors.accept, ...vectors.acceptP256].map(({ image }) => image),
      rejectCount: vectors.reject.length,
      test: 'image/image-vectors.test.ts',
    },
  },
  {
    name: 'Behaviour manifest',
    page,
    bounds,
    exports: ['encodeManifest', 'decodeManifest'],
    layouts: [manifest, 'ManifestPrefix'],
    vectors: {
      file: 'messages.json',
      path: 'accepts, rejects',
      accepts: messages.accepts.filter(({ name }) => name === manifest).map(({ bytes }) => bytes),
      rejectCount: messages.rejects.filter(({ name }) => name === manifest).length,
      test: 'registry/messages-page.test.ts',
    },
  },
];
