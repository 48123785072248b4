import { Reset, toHex, decodeEntry, decodeJournalPage } from '@feierabend/protocol';

import { CredentialStore } from '../../../core/identity/credential-store.ts';
import { certify } from '../../test-authority.ts';
import { recordWith, requestFrom, sendRecord } from '../../test-enrolment.ts';
import { at, testPolicy } from '../../test-tenant.ts';
import type { TestTracker } from '../../test-tracker.ts';
import type { Life } from '../life.ts';

/** A blank board becomes a tenant's: it is blank and can be provisioned with the key it named, or it is done. */
export const provisioningLife: Life = {
  name: 'provisioning',
  startS: at(9) + 0.25,
  blank: true,
  run: async (world, done) => {
    const request = await requestFrom(world);
    done(`asked ${toHex(request)}`);
    await sendRecord(world, recordWith(certify(request)));
    done('provisioned');
    await reset(world);
  },
  judge: async (after, { done }) => {
    const isDone = after.tracker.identity !== undefined;
    if (!isDone && done.includes('provisioned')) return ['it forgot whose it is'];
    if (!isDone) {
      const request = await requestFrom(after);
      const asked = done.find((what) => what.startsWith('asked '));
      if ((asked ?? `asked ${toHex(request)}`) !== `asked ${toHex(request)}`) {
        return ['it has another key than it had asked a certificate for'];
      }
      await sendRecord(after, recordWith(certify(request)));
      await reset(after);
    }
    return tenantFailures(after);
  },
};

function tenantFailures(after: TestTracker): string[] {
  const { identity } = after.tracker;
  if (identity?.tenant !== 'acme' || identity.device !== 'van-7') return ['it is nobody'];
  const page = decodeJournalPage(after.duty.readJournal(0, 3000));
  const entries = page.ok ? page.value.entries.map((bytes) => decodeEntry(bytes)) : [];
  const noted = entries.filter((entry) => entry.ok && entry.value.kind === 'provisioning').length;
  return [
    ...(after.duty.journal.intact ? [] : ['the journal is closed']),
    ...(noted === 1 ? [] : [`the journal tells ${noted} times of it`]),
    ...(new CredentialStore(after.cells).read() === undefined ? ['no credentials'] : []),
    ...(after.apply(testPolicy).accepted ? [] : ['it does not obey']),
  ];
}

/** The reset takes place after the call that asked. */
async function reset(world: TestTracker): Promise<void> {
  await world.client.request(Reset.write, {});
  await Promise.resolve();
}
