import { array, assert, integer, property, uint8Array } from 'fast-check';
import { generate } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';

import { PacketDecoder } from './packet-decoder.ts';
import { PacketSplitter, type PacketSink } from './packet-splitter.ts';

class Heap implements PacketSink {
  readonly packets: Buffer[] = [];
  isOver = false;

  expects(type: number): boolean {
    return type !== 0;
  }

  packet(bytes: Buffer, at: number, end: number): void {
    this.packets.push(Buffer.from(bytes.subarray(at, end)));
  }
}

const bytesMax = 4096;
const payloads = array(uint8Array({ maxLength: 900 }), { minLength: 1, maxLength: 8 });

const publish = (payload: Uint8Array) =>
  generate({
    cmd: 'publish',
    topic: 'a',
    payload: Buffer.from(payload),
    qos: 0,
    dup: false,
    retain: false,
  });

/** In pieces, all read into the same buffer, as sockets do. */
function pushInPieces(bytes: Buffer, lengths: readonly number[]) {
  const heap = new Heap();
  const splitter = new PacketSplitter();
  const buffer = Buffer.alloc(8192);
  let at = 0;
  for (let turn = 0; at < bytes.length; turn += 1) {
    const length = Math.min(bytes.length - at, lengths[turn % lengths.length] ?? 1);
    buffer.fill(0xee);
    bytes.copy(buffer, 0, at, at + length);
    at += length;
    const problem = splitter.push(buffer, length, heap, bytesMax);
    if (problem !== undefined) return { heap, problem, readBytes: at };
  }
  return { heap, problem: undefined, readBytes: at };
}

const lengths = array(integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 6 });

describe('the splitter', () => {
  it('finds the same packets, however the bytes are cut', () => {
    assert(
      property(payloads, lengths, (list, cuts) => {
        const packets = list.map(publish);
        const { heap, problem } = pushInPieces(Buffer.concat(packets), cuts);
        expect(problem).toBeUndefined();
        expect(heap.packets).toEqual(packets);
      }),
    );
  });

  it('throws at no garbage, and does not read on behind a length that is none or too much', () => {
    assert(
      property(uint8Array({ maxLength: 3000 }), lengths, (bytes, cuts) => {
        const { heap, problem, readBytes } = pushInPieces(Buffer.from(bytes), cuts);
        const whole = heap.packets.reduce((sum, { length }) => sum + length, 0);
        expect(whole).toBeLessThanOrEqual(readBytes);
        expect([undefined, 'garbled', 'too long']).toContain(problem);
        expect(heap.packets.every(({ length }) => length <= bytesMax)).toBe(true);
      }),
    );
  });

  it('says that a packet is too long as soon as its length is there', () => {
    const header = Buffer.from([0x30, 0xff, 0xff, 0x7f]);
    expect(pushInPieces(header, [1])).toMatchObject({ problem: 'too long', readBytes: 4 });
    expect(pushInPieces(Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff]), [5]).problem).toBe('garbled');
  });

  it('waits for no byte behind one with which no packet begins', () => {
    expect(pushInPieces(Buffer.from([0]), [1]).problem).toBe('garbled');
  });

  it('gives nothing to a connection that has ended meanwhile', () => {
    const heap = new Heap();
    heap.packet = () => {
      heap.isOver = true;
    };
    const bytes = Buffer.concat([publish(Buffer.from('a')), Buffer.from([0xf0, 0xff, 0xff])]);
    expect(new PacketSplitter().push(bytes, bytes.length, heap, bytesMax)).toBeUndefined();
  });
});

describe('the decoder', () => {
  it('throws at no packet whatever is in it, and reads the next one as if nothing had been', () => {
    const decoder = new PacketDecoder();
    const good = generate({ cmd: 'suback', messageId: 7, granted: [1] }, { protocolVersion: 5 });
    assert(
      property(integer({ min: 0, max: 255 }), uint8Array({ maxLength: 100 }), (first, body) => {
        for (const version of ['5', '3.1.1'] as const) {
          decoder.decode(version, Buffer.from([first, body.length, ...body]));
        }
        expect(decoder.decode('5', good)).toMatchObject({ messageId: 7, granted: [1] });
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['connect', Buffer.from('101000044d5154540402003c0004746573 74'.replaceAll(' ', ''), 'hex')],
    ['pubrec', Buffer.from('50020001', 'hex')],
    ['unsuback', Buffer.from('b0020001', 'hex')],
    ['disconnect', Buffer.from('e000', 'hex')],
    ['auth', Buffer.from('f000', 'hex')],
  ])('takes no %s from a broker that speaks 3.1.1', (_name, bytes) => {
    const decoder = new PacketDecoder();
    expect(decoder.decode('3.1.1', bytes)).toBeUndefined();
    const connack = generate({ cmd: 'connack', returnCode: 0, sessionPresent: true });
    expect(decoder.decode('3.1.1', connack)).toMatchObject({ returnCode: 0, sessionPresent: true });
  });
});
