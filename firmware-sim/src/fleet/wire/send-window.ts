import type { LinkMessage } from '../../core/ports.ts';

/** A message that is here until it is acknowledged or withdrawn. */
export interface SendSlot {
  /** Undefined once it was withdrawn while it was under way: its packet identifier stays taken until the broker answers. */
  message: LinkMessage | undefined;
  offeredAtMs: number;
  /** As which packet it was written last, at which broker; 0 when it was not, or not as one that may be repeated. */
  packetId: number;
  broker: number;
  isUnderWay: boolean;
  wasWritten: boolean;
}

const packetIdMax = 0xffff;

/**
 * What one device has given to its link, in the order of offering: first what is under way, then what waits. Small numbers,
 * so everything is found by looking at all of it.
 */
export class SendWindow {
  readonly #slots: SendSlot[] = [];
  /** Of the message that was acknowledged last, for the next one: a device that sends one after the other makes no garbage. */
  #spare: SendSlot | undefined;
  #underWay = 0;
  #lastPacketId = 0;

  /** True when nothing waits for an acknowledgement; what was withdrawn does not count. */
  get idle(): boolean {
    return this.#slots.every(({ message }) => message === undefined);
  }

  get underWay(): number {
    return this.#underWay;
  }

  /** False when there is no room: nothing was kept. A message that is still here changes nothing. */
  offer(message: LinkMessage, offeredAtMs: number, queuedMax: number): boolean {
    if (this.#find(message.id) !== undefined) return true;
    if (this.#slots.length - this.#underWay >= queuedMax) return false;
    const slot = this.#spare ?? emptySlot();
    this.#spare = undefined;
    slot.message = message;
    slot.offeredAtMs = offeredAtMs;
    slot.packetId = 0;
    slot.isUnderWay = false;
    slot.wasWritten = false;
    this.#slots.push(slot);
    return true;
  }

  /** The first that waits; it is under way from now on. */
  take(inFlightMax: number): SendSlot | undefined {
    if (this.#underWay >= inFlightMax || this.#underWay === this.#slots.length) return undefined;
    for (const slot of this.#slots) {
      if (slot.isUnderWay) continue;
      slot.isUnderWay = true;
      this.#underWay += 1;
      return slot;
    }
    return undefined;
  }

  /** The slot of a packet that the broker answered; undefined when it is none of ours. */
  underWayAs(packetId: number): SendSlot | undefined {
    for (const slot of this.#slots) {
      if (slot.isUnderWay && slot.packetId === packetId) return slot;
    }
    return undefined;
  }

  /** What was acknowledged leaves the window; its slot is not to be looked at any more. */
  remove(slot: SendSlot): void {
    this.#spare = slot;
    slot.message = undefined;
    if (slot.isUnderWay) this.#underWay -= 1;
    const at = this.#slots.indexOf(slot);
    if (at === 0) this.#slots.shift();
    else this.#slots.splice(at, 1);
  }

  /** The broker took it and nobody reads it: it waits again, where it was, and is a new packet next time. */
  giveBack(slot: SendSlot): void {
    if (slot.isUnderWay) this.#underWay -= 1;
    slot.isUnderWay = false;
    slot.packetId = 0;
  }

  /** The connection is gone: what was under way waits again, where it was; what was withdrawn is forgotten. */
  giveAllBack(): void {
    for (const slot of this.#slots.filter(({ isUnderWay }) => isUnderWay)) {
      if (slot.message === undefined) this.remove(slot);
      else slot.isUnderWay = false;
    }
    this.#underWay = 0;
  }

  /** Takes a message back. True when no byte of it was ever written; false when one was, or it is not here. */
  withdraw(id: number): boolean {
    const slot = this.#find(id);
    if (slot === undefined) return false;
    if (slot.isUnderWay) slot.message = undefined;
    else this.remove(slot);
    return !slot.wasWritten;
  }

  /** Forgets everything. */
  clear(): void {
    this.#slots.length = 0;
    this.#underWay = 0;
  }

  /** One that no message here has (MQTT 5.0 and 3.1.1, section 4.4: one that is repeated keeps its own). */
  nextPacketId(): number {
    do {
      this.#lastPacketId = (this.#lastPacketId % packetIdMax) + 1;
    } while (this.#isTaken(this.#lastPacketId));
    return this.#lastPacketId;
  }

  #isTaken(packetId: number): boolean {
    for (const slot of this.#slots) if (slot.packetId === packetId) return true;
    return false;
  }

  #find(id: number): SendSlot | undefined {
    for (const slot of this.#slots) if (slot.message?.id === id) return slot;
    return undefined;
  }
}

function emptySlot(): SendSlot {
  return {
    message: undefined,
    offeredAtMs: 0,
    packetId: 0,
    broker: 0,
    isUnderWay: false,
    wasWritten: false,
  };
}
