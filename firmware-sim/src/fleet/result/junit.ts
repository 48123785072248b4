import { xmlDocument, type XmlNode } from '../../page/xml.ts';
import type { RunRecord } from './run-record.ts';

/** The assertions of a run as JUnit XML: one test each. The findings stand with the first one that does not hold. */
export function fleetJunit({ scenario, assertions, account, host, verdict }: RunRecord): string {
  const failed = assertions.filter(({ holds }) => !holds);
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
    skipped: 0,
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
          ...assertions.map(({ text, came, holds }): XmlNode => {
            const message = came === null ? 'there was no value' : `it is ${came}`;
            const isFirst = text === failed[0]?.text;
            return {
              name: 'testcase',
              attributes: { classname: scenario.name, name: text, time: '0.000' },
              children: holds
                ? []
                : [
                    {
                      name: 'failure',
                      attributes: { message, type: 'ASSERTION' },
                      children: isFirst && findings !== '' ? findings : message,
                    },
                  ],
            };
          }),
        ],
      },
    ],
  });
}

const findingsShown = 20;

function interruptedCase(classname: string): XmlNode {
  const message = 'somebody ended the run before its end';
  return {
    name: 'testcase',
    attributes: { classname, name: 'the run is complete', time: '0.000' },
    children: [{ name: 'error', attributes: { message, type: 'INTERRUPTED' }, children: message }],
  };
}
