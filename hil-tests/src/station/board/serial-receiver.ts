import { setTimeout as pause } from 'node:timers/promises';

import { openLink, realHost, type ByteLink } from '@feierabend/flasher';

import type { Bench } from '../../bench/bench-schema.ts';
import { serialPath } from '../../bench/serial-path.ts';
import type { Epoch } from '../tracker.ts';

/** Behind its second; what is later than that no receiver would say. */
const lateMs = 1000;

/** A port of the bench that plays the receiver: every sentence leaves it in the second that stands in it, or not at all. */
export class SerialReceiver {
  readonly #link: ByteLink;

  private constructor(link: ByteLink) {
    this.#link = link;
  }

  static async open({ gnss }: Bench): Promise<SerialReceiver | undefined> {
    if (typeof gnss === 'string') return undefined;
    const port = await serialPath(realHost, gnss.port);
    return new SerialReceiver(await openLink({ port, baudRate: gnss.baud }));
  }

  async feed(epochs: readonly Epoch[]): Promise<void> {
    for (const { atMs, text } of epochs) {
      const waitMs = atMs - Date.now();
      // oxlint-disable-next-line no-await-in-loop -- at its time
      if (waitMs > 0) await pause(waitMs);
      if (waitMs < -lateMs) continue;
      // oxlint-disable-next-line no-await-in-loop -- in their order
      await this.#link.write(new TextEncoder().encode(text));
    }
  }

  close(): Promise<void> {
    return this.#link.close();
  }
}
