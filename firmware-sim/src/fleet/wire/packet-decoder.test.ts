import { parser, type Packet } from 'mqtt-packet';
import { expect, it } from 'vitest';

import { PacketDecoder } from './packet-decoder.ts';

/** The parts that we read, by the library alone. */
function libraryRead(bytes: Buffer): unknown {
  const read: Packet[] = [];
  const parsing = parser({ protocolVersion: 4 });
  parsing.on('packet', (packet) => read.push(packet));
  parsing.on('error', () => read.splice(0));
  return parsing.parse(bytes) === 0 ? partsOf(read[0]) : undefined;
}

function partsOf(packet: Packet | undefined): unknown {
  if (packet?.cmd === 'connack') return [packet.sessionPresent, packet.returnCode];
  if (packet?.cmd === 'suback') return [packet.messageId, packet.granted];
  return undefined;
}

it('reads every CONNACK and SUBACK of MQTT 3.1.1 as mqtt-packet does', () => {
  const decoder = new PacketDecoder();
  const compare = (...bytes: readonly number[]) => {
    const theirs = libraryRead(Buffer.from(bytes));
    expect([bytes, partsOf(decoder.decode('3.1.1', Buffer.from(bytes)))]).toEqual([bytes, theirs]);
  };
  for (let value = 0; value < 256; value += 1) {
    compare(0x20, 2, value, 0);
    compare(0x20, 2, 1, value);
    compare(0x90, 3, 1, 2, value);
    compare(0x90, 3, value, value, 1);
  }
  expect(partsOf(decoder.decode('3.1.1', Buffer.from([0x20, 2, 1, 5])))).toEqual([true, 5]);
  expect(partsOf(decoder.decode('3.1.1', Buffer.from([0x90, 3, 1, 2, 1])))).toEqual([258, [1]]);
});
