import { xmlDocument, type XmlNode } from '../../page/xml.ts';
import { failedOf, missingShards } from './failed.ts';
import type { RunRecord } from './run-record.ts';
import type { JudgedAssertion } from './verdict.ts';

/**
 * The assertions of a run as JUnit XML: one test each. The findings stand with the first one that does not hold. What a part
 * of a fleet leaves open is skipped.
 */
export function fleetJunit(record: RunRecord): string {
  const { scenario, assertions, account, host, verdict, shards } = record;
  const failed = failedOf(record);
  const missing = missingShards(shards);
  const open = missing.length === 0 ? [] : assertions.filter((one) => !failed.includes(one));
  const wallS = Math.max(0, ...host.map((one) => one.wallS));
  const findings = account.tally.findings
    .slice(0, findingsShown)
    .map((one) => `${one.device}: ${one.sentence} (${one.checker})`)
    .join('\n');
  const cutShort = verdict === 'interrupted' ? [interruptedCase(scenario.name)] : [];
  const counts = {
    tests: assertions.length + cutShort.length,
    failures: failed.length,
    errors: cutShort.length,
    skipped: open.length,
  };
  return xmlDocument({
    name: 'testsuites',
    attributes: { name: 'fleet', ...counts, time: wallS.toFixed(3) },
    children: [
      {
        name: 'testsuite',
        attributes: { name: scenario.name, ...counts, time: wallS.toFixed(3) },
        children: [
          ...cutShort,
          ...assertions.map((one): XmlNode => {
            const isOpen = open.includes(one);
            return {
              name: 'testcase',
              attributes: { classname: scenario.name, name: one.text, time: '0.000' },
              children: [
                ...(failed.includes(one) ? [failure(one, one === failed[0] ? findings : '')] : []),
                ...(isOpen ? [skipped(missing.length)] : []),
              ],
            };
          }),
        ],
      },
    ],
  });
}

const findingsShown = 20;

function failure({ came }: JudgedAssertion, findings: string): XmlNode {
  const message = came === null ? 'there was no value' : `it is ${came}`;
  const children = findings === '' ? message : findings;
  return { name: 'failure', attributes: { message, type: 'ASSERTION' }, children };
}

function skipped(missing: number): XmlNode {
  const message = `open: ${missing} shards of the run are missing`;
  return { name: 'skipped', attributes: { message }, children: [] };
}

function interruptedCase(classname: string): XmlNode {
  const message = 'somebody ended the run before its end';
  return {
    name: 'testcase',
    attributes: { classname, name: 'the run is complete', time: '0.000' },
    children: [{ name: 'error', attributes: { message, type: 'INTERRUPTED' }, children: message }],
  };
}
