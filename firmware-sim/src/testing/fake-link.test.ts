import { InternalError } from '@feierabend/protocol';
import { describe, it } from 'vitest';

import { FakeNetwork } from './fake-link.ts';
import { linkContract, type LinkBench } from '../adapters/link-contract.ts';

function fakeBench(): LinkBench {
  const network = new FakeNetwork();
  const done = Promise.resolve();
  let isUp = true;
  return {
    make: (events) => network.boot(events),
    delivered: () => network.delivered.map(({ payload }) => new TextDecoder().decode(payload)),
    request: (text) => done.then(() => network.request(new TextEncoder().encode(text))),
    setUp: async (isUpNow) => {
      await done;
      isUp = isUpNow;
      network.up = isUp;
    },
    setAcknowledging: async (isAcknowledging) => {
      await done;
      network.acknowledges = isAcknowledging;
      if (isAcknowledging && isUp) network.acknowledgeAll();
    },
    until: async (isSo, what) => {
      await done;
      if (!isSo()) throw new InternalError(`there was no ${what}`);
    },
  };
}

describe('the network of the tests is a link that', () => {
  it.each(linkContract)('$title', (one) => one.run(fakeBench()));
});
