import { markup, type Markup } from '@feierabend/firmware-sim/page/markup';
import { attachmentsOf } from '../attachments-of.ts';
import type { EvidenceView } from './evidence-view.ts';
import { section } from '@feierabend/firmware-sim/page/page-parts';
import { testLink } from './page-parts.ts';
import { readTiming } from '../read-content.ts';
import { timingFacts, timingSvg } from './timing-svg.ts';

export function timingSection(view: EvidenceView): Markup | undefined {
  const { words, record, attachments } = view;
  const plots = attachmentsOf(record).flatMap(({ attachment, test }, index) => {
    if (attachment.kind !== 'timing') return [];
    const read = readTiming(attachments.get(attachment.sha256) ?? new Uint8Array());
    if (!read.ok) return [];
    const { value } = read;
    return [
      markup`<h3><span lang="en">${value.title}</span> (${testLink(test, view)})</h3>
${timingSvg(value, words.timing, `timing${index}`)}
<p class="note">${timingFacts(value, words.timing)}</p>
`,
    ];
  });
  return plots.length === 0 ? undefined : section('timing', words.timing.title, plots);
}
