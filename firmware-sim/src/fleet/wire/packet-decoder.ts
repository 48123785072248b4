import { parser, type Packet, type Parser } from 'mqtt-packet';

import { protocolLevel, type MqttVersion } from '../../adapters/mqtt/mqtt-version.ts';

/** What a broker may send to a client that never asks for QoS 2, unsubscribes or authenticates by AUTH. */
const allowed: Readonly<Record<number, readonly MqttVersion[]>> = {
  2: ['5', '3.1.1'],
  3: ['5', '3.1.1'],
  4: ['5', '3.1.1'],
  9: ['5', '3.1.1'],
  13: ['5', '3.1.1'],
  14: ['5'],
};

/**
 * Whole packets of all connections, read by one parser for each version of the protocol. It never sees part of a packet, so
 * nothing of one connection is left in it for the next.
 */
export class PacketDecoder {
  #parsers: Record<MqttVersion, Parser> = {
    '5': this.#parser('5'),
    '3.1.1': this.#parser('3.1.1'),
  };
  #packet: Packet | undefined;
  #isFaulty = false;

  /** Undefined when it is no packet that a broker may send. Its payload lies in the bytes that were given. */
  decode(version: MqttVersion, bytes: Buffer): Packet | undefined {
    return (version === '3.1.1' ? greeting(bytes) : undefined) ?? this.#parse(version, bytes);
  }

  #parse(version: MqttVersion, bytes: Buffer): Packet | undefined {
    if (allowed[(bytes[0] ?? 0) >> 4]?.includes(version) !== true) return undefined;
    this.#packet = undefined;
    this.#isFaulty = false;
    let left = 0;
    try {
      left = this.#parsers[version].parse(bytes);
    } catch {
      // The parser reads behind the end of some short packets.
      this.#isFaulty = true;
    }
    const packet = this.#packet as Packet | undefined;
    if (!this.#isFaulty && left === 0 && packet !== undefined) return packet;
    this.#parsers[version] = this.#parser(version);
    return undefined;
  }

  #parser(version: MqttVersion): Parser {
    return parser({ protocolVersion: protocolLevel(version) })
      .on('packet', (packet) => {
        this.#packet = packet;
      })
      .on('error', () => {
        this.#isFaulty = true;
      });
  }
}

/**
 * CONNACK and SUBACK as they nearly always are in MQTT 3.1.1 (sections 3.2 and 3.9): every device gets both, and the parser
 * takes as long for them as all else that connecting takes here. Undefined for whatever else.
 */
function greeting(bytes: Buffer): Packet | undefined {
  const [type, length, first = 0, second = 0, third = 0] = bytes;
  if (type === 0x20 && length === 2 && bytes.length === 4 && first <= 1) {
    return { cmd: 'connack', sessionPresent: first === 1, returnCode: second };
  }
  if (type === 0x90 && length === 3 && bytes.length === 5 && third <= 2) {
    return { cmd: 'suback', messageId: (first << 8) | second, granted: [third] };
  }
  return undefined;
}
