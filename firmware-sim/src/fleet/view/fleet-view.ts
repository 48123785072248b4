import { createLogUpdate } from 'log-update';

import type { SimIo } from '../../io.ts';
import type { FleetCost, FleetNews, TellNews } from './fleet-news.ts';
import { newsLine, viewText, type FleetRates } from './news-text.ts';

const redrawEveryS = 0.25;
const rateOverS = 1;
const columnsUsual = 80;
const lineEveryS = 10;

export interface FleetView {
  readonly tell: TellNews;
  end(): void;
}

/** A view that is drawn again and again on a terminal; elsewhere a line now and then, for a log. */
export function fleetView({ terminal, stderr }: SimIo, cost: () => FleetCost): FleetView {
  if (terminal === undefined) return lines(stderr, cost);
  const screen = createLogUpdate(terminal);
  // The first news may take a while.
  screen('run       gets ready');
  const rates = new Rates();
  let drawnS = Number.NEGATIVE_INFINITY;
  return {
    tell: (news) => {
      const now = cost();
      rates.add(news, now.wallS);
      if (now.wallS - drawnS < redrawEveryS && news.done < news.all) return;
      drawnS = now.wallS;
      // A pseudo-terminal without a size has none.
      const columns = terminal.columns > 0 ? terminal.columns : columnsUsual;
      screen(viewText(news, { rates: rates.now, cost: now, columns }));
    },
    end: () => screen.clear(),
  };
}

function lines(stderr: SimIo['stderr'], cost: () => FleetCost): FleetView {
  let saidS = cost().wallS;
  return {
    tell: (news) => {
      const now = cost();
      if (now.wallS - saidS < lineEveryS) return;
      saidS = now.wallS;
      stderr.write(`${newsLine(news, now)}\n`);
    },
    end: () => {},
  };
}

/** How fast two counts grew over the last second or so. */
class Rates {
  #before: { readonly atS: number; readonly connects: number; readonly messages: number } = {
    atS: 0,
    connects: 0,
    messages: 0,
  };
  now: FleetRates = { connectsPerS: 0, messagesPerS: 0 };

  add({ tally }: FleetNews, atS: number): void {
    const before = this.#before;
    const passedS = atS - before.atS;
    if (passedS < rateOverS) return;
    const [connects, messages] = [tally.sum('connects'), tally.sum('messages')];
    this.now = {
      connectsPerS: (connects - before.connects) / passedS,
      messagesPerS: (messages - before.messages) / passedS,
    };
    this.#before = { atS, connects, messages };
  }
}
