import { expect, it } from 'vitest';

import { identityOf, isName } from './identity.ts';

it('reads tenant, name and role of a subject', () => {
  expect(identityOf({ CN: 'van-1', O: 'acme', OU: 'device' })).toEqual({
    tenant: 'acme',
    name: 'van-1',
    role: 'device',
  });
});

it.each([
  [undefined],
  [{}],
  [{ CN: 'van-1', O: 'acme' }],
  [{ CN: 'van-1', O: 'acme', OU: 'admin' }],
  [{ CN: 'van-1', O: 'acme', OU: 'Device' }],
  [{ CN: ['van-1', 'van-2'], O: 'acme', OU: 'device' }],
  [{ CN: 'van-1', O: 'acme', OU: ['device', 'controller'] }],
  [{ CN: 'van-1/report', O: 'acme', OU: 'device' }],
  [{ CN: '+', O: 'acme', OU: 'device' }],
  [{ CN: 'van-1', O: '#', OU: 'controller' }],
  [{ CN: 'van-1', O: '', OU: 'controller' }],
])('takes the subject %o for nobody', (subject) => {
  expect(identityOf(subject)).toBeUndefined();
});

it('accepts names that are one topic level and nothing else', () => {
  expect(['a', 'Van_1.b-2', '0', 'x'.repeat(63)].filter((name) => !isName(name))).toEqual([]);
  expect(
    ['', '.', '-a', '$a', 'a b', 'a/b', 'a+', '#', 'ä', 'a\n', 'x'.repeat(64)].filter(isName),
  ).toEqual([]);
});
