import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { FaultProxy } from './fault-proxy.ts';
import type { Toxic } from './toxic.ts';

const deadline = () => ({ signal: AbortSignal.timeout(5000) });

let echo: Server;
let proxy: FaultProxy;
let sockets: Socket[];

beforeEach(async () => {
  sockets = [];
  echo = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined).pipe(socket);
  });
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = await FaultProxy.listen({ targetPort: (echo.address() as AddressInfo).port, seed: 7 });
});

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await proxy.down();
  echo.close();
});

/** One client, and what came back to it. */
class Caller {
  readonly socket: Socket;
  readonly ends: string[] = [];
  readonly #chunks: Buffer[] = [];

  constructor() {
    this.socket = connect({ port: proxy.port, host: '127.0.0.1', noDelay: true });
    sockets.push(this.socket);
    this.socket.on('data', (chunk) => this.#chunks.push(chunk));
    this.socket.on('error', (error) => this.ends.push(error.message.split(' ').at(-1) ?? ''));
    this.socket.on('close', () => this.ends.push('close'));
  }

  get back(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  get chunks(): number {
    return this.#chunks.length;
  }

  send(bytes: string | Buffer): void {
    this.socket.write(bytes);
  }

  async has(length: number): Promise<Buffer> {
    while (this.back.length < length) await once(this.socket, 'data', deadline());
    return this.back;
  }

  /** How long until so many bytes were back. */
  async timed(bytes: string | Buffer): Promise<number> {
    const fromMs = performance.now();
    const before = this.back.length;
    this.send(bytes);
    await this.has(before + bytes.length);
    return performance.now() - fromMs;
  }

  async closed(): Promise<void> {
    // Not `once`, which takes the error before the end for its own.
    await expect.poll(() => this.ends.at(-1)).toBe('close');
  }
}

async function open(): Promise<Caller> {
  const caller = new Caller();
  await caller.timed('hello');
  return caller;
}

describe('the fault proxy', () => {
  it('hands on everything unchanged, and counts it', async () => {
    const caller = await open();
    const payload = Buffer.alloc(200_000, 'abc');
    await caller.timed(payload);
    expect(caller.back.subarray(5).equals(payload)).toBe(true);
    expect(proxy.bytes).toEqual({ upstream: 200_005, downstream: 200_005 });
    caller.socket.end();
    await caller.closed();
    await expect.poll(() => proxy.connections).toBe(0);
  });

  it('delays an open connection by its latency, in both directions, and no longer than it stays', async () => {
    const caller = await open();
    const removals = [
      proxy.add('upstream', { type: 'latency', latencyMs: 40, jitterMs: 10 }),
      proxy.add('downstream', { type: 'latency', latencyMs: 30 }),
    ];
    expect(await caller.timed('ab')).toBeGreaterThanOrEqual(69);
    for (const remove of removals) remove();
    expect(await caller.timed('cd')).toBeLessThan(60);
    expect(caller.back.toString()).toBe('helloabcd');
  });

  it('sends again what it has lost, after a timeout that grows, and keeps the order', async () => {
    const caller = await open();
    const remove = proxy.add('upstream', { type: 'loss', share: 1, timeoutMs: 1 });
    // Lost six times in a row, as often as it may be.
    expect(await caller.timed('ab')).toBeGreaterThanOrEqual(62);
    remove();
    const from = proxy.add('downstream', { type: 'loss', share: 0, timeoutMs: 1000 });
    expect(await caller.timed('cd')).toBeLessThan(60);
    from();
    expect(caller.back.toString()).toBe('helloabcd');
  });

  it('is as slow as its bandwidth', async () => {
    const caller = await open();
    proxy.add('upstream', { type: 'bandwidth', rateBytesPerS: 100_000 });
    proxy.add('upstream', { type: 'slicer', averageBytes: 500 });
    expect(await caller.timed(Buffer.alloc(10_000))).toBeGreaterThan(80);
  });

  it('keeps in a black hole what was on its way, and delivers it when that is gone', async () => {
    const caller = await open();
    const remove = proxy.add('downstream', { type: 'timeout', timeoutMs: 0 });
    const before = proxy.bytes.downstream;
    caller.send('later');
    await expect.poll(() => proxy.bytes.upstream).toBe(10);
    expect([caller.back.toString(), proxy.bytes.downstream]).toEqual(['hello', before]);
    remove();
    expect((await caller.has(10)).toString()).toBe('hellolater');
  });

  it.each<[string, Toxic, readonly string[]]>([
    ['ends a connection that timed out', { type: 'timeout', timeoutMs: 20 }, ['close']],
    ['resets the peer at once', { type: 'reset_peer', timeoutMs: 0 }, ['ECONNRESET', 'close']],
    [
      'resets the peer after a while',
      { type: 'reset_peer', timeoutMs: 20 },
      ['ECONNRESET', 'close'],
    ],
  ])('%s', async (_name, toxic, ends) => {
    const caller = await open();
    proxy.add('downstream', toxic);
    await caller.closed();
    expect(caller.ends).toEqual(ends);
  });

  it('ends a connection after so many bytes', async () => {
    const caller = await open();
    proxy.add('downstream', { type: 'limit_data', bytes: 3 });
    caller.send('abcdef');
    await caller.closed();
    expect(caller.back.toString()).toBe('helloabc');
  });

  it('flips one bit, once', async () => {
    const caller = await open();
    proxy.add('upstream', { type: 'flip', afterBytes: 1500 });
    const back = (await caller.timed(Buffer.alloc(3000)), caller.back.subarray(5));
    const wrong = [...back.entries()].filter(([, byte]) => byte !== 0);
    expect(wrong.map(([at]) => at)).toEqual([1500]);
    expect(Math.log2(wrong[0]?.[1] ?? 0) % 1).toBe(0);
  });

  it('cuts chunks into pieces without losing any', async () => {
    const caller = await open();
    proxy.add('upstream', { type: 'slicer', averageBytes: 10 });
    proxy.add('upstream', { type: 'latency', latencyMs: 1, jitterMs: 3 });
    const payload = Buffer.from(Array.from({ length: 1000 }, (_, at) => at & 0xff));
    await caller.timed(payload);
    expect(caller.back.subarray(5).equals(payload)).toBe(true);
    expect(caller.chunks).toBeGreaterThan(2);
  });

  it('tells the end of a connection late', async () => {
    const caller = await open();
    proxy.add('upstream', { type: 'slow_close', delayMs: 40 });
    const fromMs = performance.now();
    caller.socket.end('bye');
    await caller.closed();
    expect(performance.now() - fromMs).toBeGreaterThanOrEqual(39);
    expect(caller.back.toString()).toBe('hellobye');
  });

  it('is down, refuses everybody, and comes up where it was', async () => {
    const caller = await open();
    const { port } = proxy;
    await proxy.down();
    await caller.closed();
    const refused = new Caller();
    await refused.closed();
    expect([...caller.ends, ...refused.ends].filter((end) => end !== 'close')).toEqual([
      'ECONNRESET',
      expect.stringContaining('127.0.0.1'),
    ]);
    await proxy.up();
    expect(proxy.port).toBe(port);
    await open();
  });
});
