import { decodeJournalPage, JournalRead, verifyJournal } from '@feierabend/protocol';
import { expect, it } from 'vitest';

import { at } from '../../testing/test-tenant.ts';
import { makeTestTracker, type TestTracker } from '../../testing/test-tracker.ts';
import { smpBuffers } from './os-handlers.ts';

/** Writes entries, each acknowledged at once, until the first ones make way. */
function cutJournal({ duty }: TestTracker): void {
  const { journal } = duty;
  journal.acknowledge({ from: 0, until: journal.length });
  const detail = { what: 'case', note: 'x'.repeat(100) };
  while (journal.first === 0 && journal.record('tamper', at(9), detail)) {
    journal.acknowledge({ from: journal.length - 1, until: journal.length });
  }
}

it('a journal that was cut comes with its checkpoint, and verifies from it', async () => {
  const world = makeTestTracker();
  cutJournal(world);
  const { journal } = world.duty;
  const entries: Uint8Array[] = [];
  let signedHead = new Uint8Array();
  let checkpoint: Uint8Array | undefined;
  for (let from = 0; from < journal.length;) {
    const answer = await world.client.request(JournalRead.read, { from });
    expect(JournalRead.read.response.encode(answer).length).toBeLessThan(smpBuffers.sizeBytes - 8);
    const page = decodeJournalPage(answer.page);
    if (!page.ok) throw new TypeError(page.fault.came);
    checkpoint ??= answer.cut;
    entries.push(...page.value.entries);
    signedHead = page.value.signedHead.slice();
    from = page.value.firstIndex + page.value.entries.length;
  }
  const { tenant, device, sign } = world.tracker.identity ?? expect.fail('no identity');
  const owner = { tenant, device };
  const verified = verifyJournal({
    entries,
    signedHead,
    checkpoint,
    publicKey: sign.publicKey,
    owner,
  });
  expect(verified).toMatchObject({ ok: true, value: { cut: { count: journal.first } } });
  expect(verifyJournal({ entries, signedHead, publicKey: sign.publicKey, owner }).ok).toBe(false);
});
