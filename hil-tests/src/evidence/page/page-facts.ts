import { markup, type Markup } from '@feierabend/firmware-sim/page/markup';
import { attachmentsOf } from '../attachments-of.ts';
import type { EvidenceView } from './evidence-view.ts';
import { manifestName } from '../manifest.ts';
import {
  badge,
  facts,
  note,
  section,
  sizeText,
  type Fact,
} from '@feierabend/firmware-sim/page/page-parts';
import { digestCode, testLink } from './page-parts.ts';
import { proofsOf, type Proof } from '../proofs.ts';

const code = (text: string): Markup => markup`<code>${text}</code>`;

/** Journals and receipts, verified again while the page was made. */
export function proofSection(view: EvidenceView): Markup | undefined {
  const { record, attachments, words } = view;
  const proofs = proofsOf(record, attachments);
  const devices = Object.entries(record.devices);
  if (proofs.length === 0 && devices.length === 0) return undefined;
  const { title, columns, key } = words.proofs;
  const table = markup`<table class="clauses"><thead><tr>${columns.map(
    (name) => markup`<th scope="col">${name}</th>`,
  )}</tr></thead>
<tbody>${proofs.map((proof) => proofRow(proof, view))}</tbody></table>`;
  return section('proofs', title, [
    facts(
      devices.map(([name, { tenant, device, signKey }]): Fact => [
        name === device ? `${device}, ${tenant}` : `${name} (${device}, ${tenant})`,
        markup`${key} ${digestCode(signKey)}`,
      ]),
    ),
    ...(proofs.length === 0 ? [] : [table]),
  ]);
}

function proofRow(proof: Proof, view: EvidenceView): Markup {
  const { words } = view;
  const { outcome, device, kind, test } = proof;
  const what =
    kind === 'journal' && outcome.isProven
      ? words.proofs.journal(outcome.entries)
      : words.files.kinds[kind];
  const verdict = outcome.isProven
    ? badge(words.verdicts.proved, 'pass')
    : markup`${badge(words.verdicts.failed, 'fail')} ${outcome.came} [${outcome.code}]`;
  const scopes =
    outcome.isProven && outcome.scopes.length > 0 ? ` (${outcome.scopes.join(', ')})` : '';
  return markup`<tr><th scope="row">${device}</th><td>${what}${scopes}, ${testLink(test, view)}</td><td>${verdict}</td></tr>
`;
}

export function fileSection(view: EvidenceView): Markup | undefined {
  const { words, record } = view;
  const placed = attachmentsOf(record);
  if (placed.length === 0) return undefined;
  const { title, note: text, columns, scrubbed, kinds } = words.files;
  return section('files', title, [
    note(text),
    markup`<table class="clauses files"><thead><tr>${columns.map(
      (name) => markup`<th scope="col">${name}</th>`,
    )}</tr></thead>
<tbody>${placed.map(
      ({
        attachment,
        test,
      }) => markup`<tr><th scope="row">${attachment.name} (${kinds[attachment.kind]})${
        attachment.scrubbed === undefined
          ? undefined
          : markup`<p class="does">${scrubbed[attachment.scrubbed]}</p>`
      }</th><td>${testLink(test, view)}</td><td>${sizeText(attachment.bytes)}</td><td>${digestCode(attachment.sha256)}</td></tr>
`,
    )}</tbody></table>`,
  ]);
}

export function repeatSection({ record, words }: EvidenceView): Markup {
  const { repeat } = words;
  return section('repeat', repeat.title, [
    note(repeat.note),
    facts([
      [repeat.verify, code('hil verify .')],
      [repeat.sums, code(`sha256sum -c ${manifestName}`)],
      [repeat.command, code(record.command)],
      [repeat.seed, String(record.seed)],
    ]),
  ]);
}
