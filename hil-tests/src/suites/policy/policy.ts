import { breakGlass } from './break-glass.ts';
import { clockChanges } from './clock-changes.ts';
import { clock } from './clock.ts';
import { dates } from './dates.ts';
import { detail } from './detail.ts';
import { minute } from './minute.ts';
import { modes } from './modes.ts';
import { orders } from './orders.ts';
import { ratchet } from './ratchet.ts';
import { standingOrders } from './standing-orders.ts';
import { windows } from './windows.ts';

/** When, how often and how exactly a tracker captures, and who may change that. */
export function policy(): void {
  windows();
  dates();
  clockChanges();
  clock();
  detail();
  modes();
  breakGlass();
  minute();
  standingOrders();
  ratchet();
  orders();
}
