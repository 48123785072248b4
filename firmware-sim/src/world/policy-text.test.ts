import { expect, it } from 'vitest';

import { policyText } from '../testing/policy-text.ts';
import { compilePolicyText } from './policy-text.ts';

it('says where a file is no policy, and what to do, in one sentence', async () => {
  const twice = compilePolicyText(`${policyText}\nfeierabend: 1\n`, 'p.yaml');
  await expect(twice).rejects.toThrow(
    /^Expected p\.yaml to be a policy, but line \d+, column 1: Expected one document [^;]+; keep one of them; flasher policy lint shows every problem\./u,
  );
});
