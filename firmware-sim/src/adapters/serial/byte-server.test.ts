import { link, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { SocketClient, socketFolder } from '../../testing/socket-client.ts';
import { ByteServer } from './byte-server.ts';
import { listenTarget } from './listen-target.ts';

let folder: Awaited<ReturnType<typeof socketFolder>>;
const servers: ByteServer[] = [];

function makeServer(...parts: ConstructorParameters<typeof ByteServer>): ByteServer {
  const server = new ByteServer(...parts);
  servers.push(server);
  return server;
}

beforeEach(async () => {
  folder = await socketFolder();
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  await folder.remove();
});

describe('a byte server', () => {
  it('carries bytes both ways, over a socket path and over loopback TCP', async () => {
    for (const name of [join(folder.path, 'a'), 'tcp://127.0.0.1:0']) {
      const server = makeServer((bytes) => server.write(bytes));
      // One after the other, as a person would try them.
      // oxlint-disable-next-line no-await-in-loop
      const client = await SocketClient.open(await server.listen(name));
      client.send('hello\n');
      // oxlint-disable-next-line no-await-in-loop
      expect(await client.readTo('\n')).toBe('hello\n');
      // oxlint-disable-next-line no-await-in-loop
      await client.close();
    }
  });

  it('takes the place of one that was killed, and of nobody else', async () => {
    const [live, left, file] = ['live', 'left', 'file'].map((name) => join(folder.path, name));
    const killed = makeServer(() => {});
    await killed.listen(`${live}`);
    // Closing removes the one name, and leaves the other as a kill would.
    await link(`${live}`, `${left}`);
    await expect(makeServer(() => {}).listen(`${left}`)).rejects.toThrow(/EADDRINUSE/u);
    await killed.close();
    expect(await makeServer(() => {}).listen(`${left}`)).toBe(left);
    await writeFile(`${file}`, 'mine');
    await expect(makeServer(() => {}).listen(`${file}`)).rejects.toThrow(/EADDRINUSE/u);
  });

  it('has one client at a time, and takes the next when that one is gone', async () => {
    let detached: () => void = () => {};
    const gone = new Promise<void>((resolve) => (detached = resolve));
    const server = makeServer((bytes) => server.write(bytes), detached);
    const name = await server.listen(join(folder.path, 'a'));
    const first = await SocketClient.open(name);
    first.send('1\n');
    await first.readTo('\n');
    const second = await SocketClient.open(name);
    await second.closed();
    first.send('2\n');
    await first.readTo('\n');
    await first.close();
    await gone;
    const third = await SocketClient.open(name);
    third.send('3\n');
    expect(await third.readTo('\n')).toBe('3\n');
    await third.close();
  });

  it('says in one sentence that a port is taken, or cannot be made', async () => {
    const name = join(folder.path, 'a');
    await makeServer(() => {}).listen(name);
    await expect(makeServer(() => {}).listen(name)).rejects.toMatchObject({ code: 'PORT_LISTEN' });
    const nowhere = join(folder.path, 'none', 'a');
    await expect(makeServer(() => {}).listen(nowhere)).rejects.toThrow(
      /Expected to offer a port at/u,
    );
  });

  it('loses what is written while nobody listens', async () => {
    const server = makeServer(() => {});
    const name = await server.listen(join(folder.path, 'a'));
    server.write(Uint8Array.of(1));
    const client = await SocketClient.open(name);
    await client.close();
  });
});

describe('a port name', () => {
  it('is a path, or loopback with a port number', () => {
    expect(listenTarget('some/path')).toEqual({ path: 'some/path' });
    expect(listenTarget('tcp://127.0.0.1:80')).toEqual({ host: '127.0.0.1', port: 80 });
    expect(listenTarget('tcp://[::1]:0')).toEqual({ host: '::1', port: 0 });
  });

  it.each([
    ['tcp://192.168.0.1:80', 'PORT_NOT_LOOPBACK'],
    ['tcp://example.org:80', 'PORT_NOT_LOOPBACK'],
    ['tcp://127.0.0.1', 'PORT_FORM'],
    ['tcp://127.0.0.1:99999', 'PORT_FORM'],
    ['tcp://127.0.0.1:80/x', 'PORT_FORM'],
    ['tcp://', 'PORT_FORM'],
  ])('%s is refused', (name, code) => {
    expect(() => listenTarget(name)).toThrow(expect.objectContaining({ code }));
  });
});
