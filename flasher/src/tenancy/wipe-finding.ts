import type { Finding } from '../output/reporter.ts';
import type { WipeFiles } from './wipe-files.ts';
import type { WipeProof } from './wipe-run.ts';

export function preparedFinding(file: string, journal: string): Finding {
  return {
    text: [
      `Written   ${file}; nothing was sent, and nothing is lost`,
      `Journal   ${journal}`,
      'Then      flasher policy sign FILE --as council, and flasher wipe --instruction FILE',
    ],
    result: { file, journal, sent: false },
  };
}

export function wipeFinding(
  { receipt, body, journal, rows }: WipeProof,
  { json, html }: WipeFiles,
): Finding {
  const { device, tenant, count, scope, attested } = receipt;
  return {
    text: [
      scope === 'device'
        ? `Wiped     ${device} of ${tenant}: keys, policy, journal and ${count} batches are gone`
        : `Wiped     ${count} batches of ${device} of ${tenant} are gone; the device stays in use`,
      'Receipt   signed by the device, which read its storage back (device-attested)',
      `Journal   ${journal.file}, ${journal.entries} entries, verified`,
      `Protocol  ${html} and ${json}`,
    ],
    result: {
      device,
      tenant,
      scope,
      data: body.data,
      batches: count,
      attested,
      journal: journal.file,
      protocol: json,
      page: html,
      readBack: rows.map(({ asked, answer }) => ({ asked, answer })),
      sent: true,
    },
  };
}
