import { beforeAll, describe, expect, test } from 'vitest';

import type { BareBoard } from './bare-board.tool.ts';
import { makeBench, names, network, people, port } from './tenant-bench.tool.ts';

describe('provisioning that does not fit', () => {
  let board: BareBoard;
  beforeAll(async () => {
    board = await makeBench();
    await board.done('provision', 'csr', ...port, ...names);
    const authority = ['--ca', 'ca.pem', '--ca-key', 'ca.key.pem'];
    await board.done('provision', 'certify', 'van-7.csr.pem', ...authority);
  });

  const install = (...changes: readonly string[]) =>
    board.flasher('provision', 'install', ...port, ...changes);
  const cert = ['--cert', 'van-7.cert.pem'];
  const administrator = ['--person', 'admin.pub.json'];

  test.each([
    [
      'a broker outside the EEA',
      [...cert, '--anchor', 'ca.pem', '--broker', 'mqtts://a.example=US', ...people],
      2,
      'PROVISION_BROKER',
    ],
    [
      'a broker without TLS',
      [...cert, '--anchor', 'ca.pem', '--broker', 'mqtt://a.example=DE', ...people],
      2,
      'PROVISION_BROKER',
    ],
    ['one side only', [...cert, ...network, ...administrator], 3, 'PROVISION_RECORD'],
    [
      'a key as certificate',
      ['--cert', 'ca.key.pem', ...network, ...people],
      3,
      'CERTIFICATE_FILE',
    ],
    [
      'the certificate of the authority',
      ['--cert', 'ca.pem', ...network, ...people],
      3,
      'PROVISION_RECORD',
    ],
  ])('%s ends before anything is sent', async (_name, argv, exitCode, code) => {
    const refused = await install(...argv);
    expect(refused.err).toContain(`[${code}]`);
    expect(refused.exitCode).toBe(exitCode);
    expect(refused.err).not.toContain('PRIVATE');
    expect((await board.done('info', ...port)).out).toContain('unprovisioned');
  });

  test('a certificate for another key of the same name is refused', async () => {
    const other = await makeBench();
    await other.done('provision', 'csr', ...port, '--tenant', 'acme', '--device', 'van-8');
    await other.done('provision', 'csr', ...port, ...names);
    board.files.set('other.csr.pem', other.files.get('van-7.csr.pem') ?? new Uint8Array());
    const authority = ['--ca', 'ca.pem', '--ca-key', 'ca.key.pem'];
    await board.done('provision', 'certify', 'other.csr.pem', ...authority);
    const refused = await install('--cert', 'other.cert.pem', ...network, ...people);
    expect([refused.exitCode, refused.err]).toEqual([3, expect.stringContaining('another key')]);
    const damaged = await board.flasher('provision', 'certify', 'ca.pem', ...authority);
    expect(damaged.err).toContain('[CERTIFICATE_REQUEST]');
  });
});
