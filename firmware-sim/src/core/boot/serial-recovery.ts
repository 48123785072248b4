import {
  ConsoleDeframer,
  encodeConsoleFrame,
  McumgrError,
  messageBytesMaxOf,
  RecoveryServer,
  type RecoverySlot,
} from '@feierabend/protocol';

import type { Flash, World } from '../ports.ts';
import { ImageSlots, type ImageTrust } from './image-slots.ts';

const bufferBytes = 1024;

/**
 * The boot loader in serial recovery, instead of the firmware: it takes an image for the slot that runs, and judges it when it
 * is to be started. It knows groups 0 and 1, no receiver, no network and no journal: nothing is captured while it waits.
 */
export class SerialRecovery {
  readonly #world: World;
  readonly #slots: ImageSlots;
  readonly #server: RecoveryServer;
  readonly #console = new ConsoleDeframer({ messageBytesMax: messageBytesMaxOf(bufferBytes) });

  constructor(world: World, trust: ImageTrust) {
    this.#world = world;
    this.#slots = new ImageSlots(world.flash, trust);
    this.#server = new RecoveryServer({
      slotBytes: firstSlot(this.#slots, world.flash),
      bufferBytes,
      extras: ['echo', 'parameters', 'slot-info'],
    });
    world.watchdog.feed(Number.POSITIVE_INFINITY);
    world.log.line('boot: serial recovery');
  }

  serialReceived(bytes: Uint8Array): void {
    const before = this.#server.resets;
    for (const message of this.#console.push(bytes)) {
      for (const answer of this.#server.receiveMessage(message)) {
        this.#world.serial.write(encodeConsoleFrame(answer));
      }
    }
    if (this.#server.resets === before) return;
    // What the boot loader would not start leaves it where it is.
    this.#world.reset(this.#slots.isFirstSound ? 'firmware' : 'recovery');
  }
}

/** The first slot as recovery writes it. */
function firstSlot(slots: ImageSlots, flash: Flash): RecoverySlot {
  const { at, sizeBytes } = slots.firstArea;
  return {
    // Where MCUboot keeps a trailer, what is written leaves room for the mark of `clearFirst`.
    sizeBytes: sizeBytes - flash.eraseBlockBytes,
    read: (from, length) => flash.read(at + from, length),
    erase: () => (slots.clearFirst() ? undefined : McumgrError.badState),
    write: (from, bytes) => flash.program(at + from, bytes),
  };
}
