import { xmlDocument, type XmlNode } from '../../page/xml.ts';
import { failedOf, isPart, missingShards } from './failed.ts';
import type { RunRecord } from './run-record.ts';
import { unboundedOf } from './unbounded.ts';
import type { JudgedAssertion } from './verdict.ts';

/**
 * The assertions of a run as JUnit XML: one test each. The findings stand with the first one that does not hold. What a part
 * of a fleet or an interrupted run leaves open is skipped, and what was found and no assertion bounds is a property.
 */
export function fleetJunit(record: RunRecord): string {
  const { scenario, assertions, account, host, verdict } = record;
  const failed = failedOf(record);
  const open = isPart(record) ? assertions.filter((one) => !failed.includes(one)) : [];
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
          ...unboundedNodes(record),
          ...cutShort,
          ...assertions.map((one): XmlNode => {
            const isOpen = open.includes(one);
            return {
              name: 'testcase',
              attributes: { classname: scenario.name, name: one.text, time: '0.000' },
              children: [
                ...(failed.includes(one) ? [failure(one, one === failed[0] ? findings : '')] : []),
                ...(isOpen ? [skipped(record)] : []),
              ],
            };
          }),
        ],
      },
    ],
  });
}

const findingsShown = 20;

/** As a property: it fails nothing. */
function unboundedNodes(record: RunRecord): readonly XmlNode[] {
  const found = unboundedOf(record);
  if (found.length === 0) return [];
  const attributes = { name: 'unbounded', value: found.join(', ') };
  return [{ name: 'properties', children: [{ name: 'property', attributes }] }];
}

function failure({ came }: JudgedAssertion, findings: string): XmlNode {
  const message = came === null ? 'there was no value' : `it is ${came}`;
  const children = findings === '' ? message : findings;
  return { name: 'failure', attributes: { message, type: 'ASSERTION' }, children };
}

function skipped({ verdict, shards }: RunRecord): XmlNode {
  const isCut = verdict === 'interrupted';
  const came = isCut ? 'the rest of the run' : `${missingShards(shards).length} shards of the run`;
  const message = `open: ${came} ${isCut ? 'is' : 'are'} missing`;
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
