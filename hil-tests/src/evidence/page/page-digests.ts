import { markup, type Markup } from '@feierabend/firmware-sim/page/markup';
import { facts, section, type Fact } from '@feierabend/firmware-sim/page/page-parts';
import { readPolicyDigestName } from '../../record/digest-name.ts';
import type { EvidenceView } from './evidence-view.ts';
import { digestCode, testLink } from './page-parts.ts';

/** What was tested, and with what. */
export function digestSection(view: EvidenceView): Markup {
  const { record, words } = view;
  const { bench, tools } = record;
  const { digests } = words;
  const changed = tools.isChanged === true ? `, ${digests.changed}` : '';
  const commit: readonly Fact[] =
    tools.commit === undefined ? [] : [[digests.commit, `${tools.commit}${changed}`]];
  const benchText = [bench.name, bench.target, bench.power, bench.rig, bench.broker, bench.gnss];
  return section('digests', words.digests.title, [
    facts([
      ...firmwareFacts(view),
      [digests.target, benchText.join(', ')],
      [digests.capabilities, bench.capabilities.join(', ')],
      [digests.bench, digestCode(bench.fileSha256)],
      [digests.tools, `Feierabend ${tools.feierabend}`],
      [digests.source, digestCode(tools.sourceSha256)],
      ...commit,
      [digests.host, `Node.js ${tools.node}, ${tools.platform}`],
    ]),
    ...policyTable(view),
  ]);
}

function firmwareFacts({ record, words }: EvidenceView): readonly Fact[] {
  const { firmware, underTest } = words.digests;
  return Object.entries(record.digests)
    .filter(([name]) => readPolicyDigestName(name) === undefined)
    .toSorted(([one], [other]) => one.localeCompare(other, 'en', { numeric: true }))
    .map(([name, digest]): Fact => {
      const version = /^firmware (\d\S*)$/u.exec(name)?.[1];
      if (name === 'firmware under test') return [`${underTest} (SHA-256)`, digestCode(digest)];
      const label = version === undefined ? name : `${firmware} ${version}`;
      return [`${label} (SHA-256)`, digestCode(digest)];
    });
}

/** Each policy once, with the tests that had it applied. */
function policyTable(view: EvidenceView): readonly Markup[] {
  const { record, words } = view;
  const { policies, columns } = words.digests;
  const testsOf = new Map<string, Set<string>>();
  for (const [name, digest] of inOrder(record.digests)) {
    const tests = testsOf.get(digest) ?? new Set();
    testsOf.set(digest, tests.add(name));
  }
  if (testsOf.size === 0) return [];
  const link = (id: string): Markup => {
    const test = record.tests.find((one) => one.id === id);
    return markup`<li>${test === undefined ? id : testLink(test, view)}</li>`;
  };
  const rows = [...testsOf].map(
    (
      [digest, tests],
      index,
    ) => markup`<tr><th scope="row">${index + 1}</th><td><ul class="values">${[...tests].map(
      link,
    )}</ul></td><td>${digestCode(digest)}</td></tr>
`,
  );
  return [
    markup`<h3>${policies}</h3>
<table class="clauses policies"><thead><tr>${columns.map(
      (name) => markup`<th scope="col">${name}</th>`,
    )}</tr></thead>
<tbody>${rows}</tbody></table>`,
  ];
}

/** Tests and digests of policies, in the order in which they were applied. */
function inOrder(digests: Readonly<Record<string, string>>) {
  return Object.entries(digests)
    .flatMap(([name, digest]) => {
      const policy = readPolicyDigestName(name);
      return policy === undefined ? [] : [{ ...policy, digest }];
    })
    .toSorted((one, other) => one.number - other.number)
    .map(({ testId, digest }) => [testId, digest] as const);
}
