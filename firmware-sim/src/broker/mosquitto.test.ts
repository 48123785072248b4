import { expect, it } from 'vitest';

import { TestPki } from '../pki/test-pki.ts';
import { Mosquitto } from './mosquitto.ts';

it('says that there is no such program, with a code of the bench', async () => {
  const pki = await TestPki.create({ now: Date.now });
  const program = '/no/such/mosquitto';
  await expect(Mosquitto.start({ pki, identities: [], program })).rejects.toMatchObject({
    code: 'BROKER_START',
    came: expect.stringContaining('ENOENT') as string,
    next: expect.stringContaining('apt-get install mosquitto') as string,
  });
});
