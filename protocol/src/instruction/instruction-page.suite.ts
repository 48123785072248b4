import { compareStrictness } from '../policy/ratchet/compare-strictness.ts';
import { strictnessRules } from '../policy/ratchet/field-rules.ts';
import { samplePolicy } from '../policy/sample-policy.suite.ts';
import type { CborMap } from '../schema/cbor-map.ts';
import { documentCborMap } from '../schema/document.ts';
import { bodyKinds } from './instruction-body.ts';
import { refusalErrors } from './instruction-refusal.ts';
import { instructionRights } from './instruction-rights.ts';
import { instructionKinds } from './instruction.ts';
import { RevocationListMap } from './key/revocation-list.ts';
import { trackerErrors } from '../smp/tracker-errors.ts';

const row = (...cells: readonly string[]) => `| ${cells.join(' | ')} |`;

/** The maps of every body, each once, in the order of the kinds. */
function bodyMaps(): readonly CborMap<unknown>[] {
  return instructionKinds.flatMap((kind) => bodyKinds[kind].maps);
}

function rightsTable(): string {
  const rows = instructionKinds.map((kind) => {
    const { signers, aloneSigners, secondNeeded } = instructionRights[kind];
    const alone = secondNeeded === 'always' ? '-' : [...signers, ...aloneSigners].join(', ');
    return row(`\`${kind}\``, alone, signers.join(', '), secondNeeded);
  });
  const head = row('kind', 'may sign alone', 'sign first of two', 'the second is needed');
  return [head, row('---', '---', '---', '---'), ...rows].join('\n');
}

function ratchetTable(): string {
  const first = compareStrictness(undefined, {
    ...samplePolicy,
    carriedBy: 'vehicle',
    privateSwitch: true,
    theftRecovery: { intervalS: 60, durationS: 86_400 },
    sos: { recipients: [0], intervalS: 30, durationS: 3600 },
    zoneData: '2026a',
  });
  const rows = Object.entries(strictnessRules).map(([field, { loosens }]) => {
    const parts = first.effects.filter((one) => one.field.split('.')[0] === field);
    const isLoose = parts.some(({ effect }) => effect === 'loosens');
    return row(`\`${field}\``, loosens, isLoose ? 'loosens' : 'neutral');
  });
  return [
    row('field', 'loosens when', 'in a first policy'),
    row('---', '---', '---'),
    ...rows,
  ].join('\n');
}

function answersTable(): string {
  const rows = Object.entries(refusalErrors).map(([code, rc]) =>
    row(code, `${rc} ${trackerErrors[rc]?.name ?? ''}`),
  );
  return [row('refusal', 'answer of group 64'), row('---', '---'), ...rows].join('\n');
}

/** Every generated table of docs/protocol/instruction.md by its marker. */
export function pageTables(): ReadonlyMap<string, string> {
  const maps = [...bodyMaps(), RevocationListMap as CborMap<unknown>];
  return new Map([
    ...maps.map((map) => [`table ${map.name}`, documentCborMap(map)] as const),
    ['rights', rightsTable()],
    ['ratchet', ratchetTable()],
    ['answers', answersTable()],
  ]);
}
