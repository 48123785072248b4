import corrections from '../../vectors/correction.json' with { type: 'json' };
import vectors from '../../vectors/report.json' with { type: 'json' };
import { encodeBatch } from '../report/batch-codec.ts';
import {
  SealedFrame,
  SealedHeader,
  SessionFrame,
  SessionHeader,
  SessionSecret,
  StagedHeader,
} from '../report/frame.ts';
import { CorrectionMap } from '../report/correction.ts';
import { paddingSteps, stagedSteps } from '../report/padding.ts';
import { bytesOf, namesOf, type MessageRow } from './message-row.suite.ts';

const page = 'report.md';
const file = 'report.json';
const test = 'report/report-vectors.test.ts';
const { batch, padding, frames } = vectors;
const [smallestStep = 0] = paddingSteps;
const sealTagBytes = 16;

const rejectedFrames = (kind: string) =>
  frames.rejects.filter(({ frame }) => frame.startsWith(kind)).length;

export const reportRows: readonly MessageRow[] = [
  {
    name: 'Report batch',
    page,
    bounds: { sizeBytesMin: encodeBatch([]).length, sizeBytesMax: Infinity },
    exports: ['encodeBatch', 'decodeBatch'],
    layouts: [],
    vectors: {
      file,
      path: 'batch',
      accepts: batch.accepts.map(({ hex }) => hex),
      rejectCount: batch.rejects.length,
      test,
    },
  },
  {
    name: 'Correction',
    page,
    bounds: CorrectionMap.bounds,
    exports: ['encodeCorrection', 'decodeCorrection'],
    layouts: namesOf([CorrectionMap]),
    vectors: {
      file: 'correction.json',
      path: 'accepts, rejects',
      accepts: bytesOf(corrections.accepts),
      rejectCount: corrections.rejects.length,
      test: 'report/correction.test.ts',
    },
  },
  {
    name: 'Padded plaintext',
    page,
    bounds: { sizeBytesMin: smallestStep, sizeBytesMax: Infinity },
    exports: ['padToStep', 'unpad'],
    layouts: [],
    vectors: {
      file,
      path: 'padding',
      accepts: padding.accepts.map(({ padded }) => padded),
      rejectCount: padding.rejects.length,
      test,
    },
  },
  {
    name: 'Session frame',
    page,
    bounds: SessionFrame,
    exports: ['SealingSession', 'SessionReader'],
    layouts: [SessionFrame, SessionHeader, SessionSecret].map(({ name }) => name),
    vectors: {
      file,
      path: 'frames',
      accepts: [frames.session.frame],
      rejectCount: rejectedFrames('01'),
      test,
    },
  },
  {
    name: 'Sealed frame',
    page,
    bounds: {
      sizeBytesMin: SealedHeader.sizeBytes + smallestStep + sealTagBytes,
      sizeBytesMax: Infinity,
    },
    exports: ['SealingSession', 'SessionReader'],
    layouts: [SealedFrame, SealedHeader].map(({ name }) => name),
    vectors: {
      file,
      path: 'frames',
      accepts: frames.accepts.map(({ frame }) => frame),
      rejectCount: rejectedFrames('02'),
      test,
    },
  },
  {
    name: 'Staged frame',
    page,
    bounds: {
      sizeBytesMin: StagedHeader.sizeBytes + Math.min(...stagedSteps) + sealTagBytes,
      sizeBytesMax: Infinity,
    },
    exports: ['SealingSession', 'SessionReader'],
    layouts: [StagedHeader.name],
    vectors: {
      file,
      path: 'frames.staged',
      accepts: frames.staged.accepts.map(({ frame }) => frame),
      rejectCount: frames.staged.rejects.length,
      test,
    },
  },
];
