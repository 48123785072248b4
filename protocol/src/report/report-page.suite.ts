import { documentStruct } from '../schema/document.ts';
import {
  SealedFrame,
  SealedHeader,
  SessionFrame,
  SessionHeader,
  SessionSecret,
  StagedHeader,
} from './frame.ts';
import { modelCount, modelMap, modelNames } from './batch/model-map.ts';
import { paddingSteps } from './padding.ts';
import { precisionLevels } from './precision-level.ts';
import { noFixReasons, trackerEvents, withheldReasons } from './records.ts';

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const codes = [
  ['reason of `no-fix`', noFixReasons],
  ['reason of `withheld`', withheldReasons],
  ['`event`', trackerEvents],
] as const;

function step(value: number | undefined, unit: string): string {
  return value === undefined ? '-' : `${value} ${unit}`;
}

/** The tables of docs/protocol/report.md that come from the code, by the name in their marker. */
export const reportTables: readonly (readonly [string, string])[] = [
  [
    'Reasons',
    table(
      ['list', 'code', 'name'],
      codes.flatMap(([list, names]) => names.map((name, code) => [list, `${code}`, `\`${name}\``])),
    ),
  ],
  [
    'Precision',
    table(
      ['precision up to', 'altitude', 'speed', 'course', 'time'],
      precisionLevels.map((level) => [
        level.upToM === Infinity ? 'any' : `${level.upToM} m`,
        step(level.altitudeStepM, 'm'),
        step(level.speedStepKmh, 'km/h'),
        step(level.courseStepDeg, 'degrees'),
        step(level.timeStepS, 's'),
      ]),
    ),
  ],
  [
    'Models',
    table(
      ['models', 'at', 'number'],
      modelNames.map((name, i) => {
        const next = modelNames[i + 1];
        const end = next === undefined ? modelCount : modelMap[next];
        return [`\`${name}\``, `${modelMap[name]}`, `${end - modelMap[name]}`];
      }),
    ),
  ],
  ['Padding', `${paddingSteps.join(', ')} bytes`],
  ...[SessionFrame, SessionHeader, SessionSecret, SealedFrame, SealedHeader, StagedHeader].map(
    (struct) => [struct.name, documentStruct(struct as never)] as const,
  ),
];
