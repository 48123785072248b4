import layouts from '../../vectors/messages.json' with { type: 'json' };
import vectors from '../../vectors/smp.json' with { type: 'json' };
import { frameBytes } from '../smp/framing/console-frame.ts';
import {
  ProvisionedBroker,
  ProvisioningRecord,
  provisioningBytesMax,
} from '../smp/groups/tracker-provisioning-group.ts';
import { SmpHeader } from '../smp/header.ts';
import { bytesOf, namesOf, within, type MessageRow } from './message-row.suite.ts';

const page = 'smp.md';
const file = 'smp.json';

export const smpRows: readonly MessageRow[] = [
  {
    name: 'Console frame',
    page,
    bounds: { sizeBytesMin: frameBytes(SmpHeader.sizeBytes), sizeBytesMax: Infinity },
    exports: ['encodeConsoleFrame', 'ConsoleDeframer'],
    layouts: [],
    vectors: {
      file,
      path: 'frames',
      // Beside noise and text of a console; only these are nothing but one frame, as it is sent.
      accepts: vectors.frames.accepts.flatMap(({ wire, canonical, messages }) =>
        canonical === true && messages.length === 1 ? [wire] : [],
      ),
      rejectCount: vectors.frames.rejects.length,
      test: 'smp/framing/console-frame.test.ts',
    },
  },
  {
    name: 'SMP message',
    page,
    bounds: { sizeBytesMin: SmpHeader.sizeBytes, sizeBytesMax: Infinity },
    exports: ['encodeSmpMessage', 'decodeSmpMessages'],
    layouts: [SmpHeader.name],
    vectors: {
      file,
      path: 'messages',
      accepts: bytesOf(vectors.messages.accepts),
      rejectCount: vectors.messages.rejects.length,
      test: 'smp/message.test.ts',
    },
  },
  {
    name: 'Provisioning record',
    page,
    bounds: within(ProvisioningRecord.bounds, provisioningBytesMax),
    exports: [],
    layouts: namesOf([ProvisioningRecord, ProvisionedBroker]),
    vectors: {
      file: 'messages.json',
      path: 'accepts, rejects',
      accepts: bytesOf(layouts.accepts.filter(({ name }) => name === ProvisioningRecord.name)),
      rejectCount: layouts.rejects.filter(({ name }) => name === ProvisioningRecord.name).length,
      test: 'registry/messages-page.test.ts',
    },
  },
];
