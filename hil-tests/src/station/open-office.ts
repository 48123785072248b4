import { UsageError } from '@feierabend/protocol';

import { brokenBrokers, type BrokerDefect } from '../mutants/broker-defects.ts';
import { Office } from './office.ts';
import { openEmbedded, type StationBroker } from './station-broker.ts';
import { tenant, type StationParts } from './station-parts.ts';

/** The tenant's controller, at this broker until the run ends. */
export async function openOffice(
  { order, pki, kit, cleanup }: Pick<StationParts, 'order' | 'pki' | 'kit' | 'cleanup'>,
  { url }: StationBroker,
): Promise<Office> {
  const office = await Office.open({
    url,
    caPem: pki.caPem,
    credentials: await pki.issueController(tenant, 'office'),
    tenant,
    recipient: kit.recipient,
    deadlineMs: order.bench.timeouts.answerS * 1000,
  });
  cleanup.defer(() => office.close());
  return office;
}

/** A broker with a defect in place of that of the bench, and the office there. Throws UsageError `BENCH_UNFIT`. */
export async function openBrokenBroker(
  parts: StationParts,
  defect: BrokerDefect,
): Promise<Pick<StationParts, 'broker' | 'office'>> {
  if (parts.broker.kind !== 'embedded') {
    throw new UsageError({
      code: 'BENCH_UNFIT',
      expected: `a bench with the embedded broker for ${defect}`,
      came: `its broker is of kind ${parts.broker.kind}`,
      next: 'take hil-tests/benches/virtual.yaml',
    });
  }
  const broker = await openEmbedded(parts, 0, brokenBrokers[defect]);
  return { broker, office: await openOffice(parts, broker) };
}
