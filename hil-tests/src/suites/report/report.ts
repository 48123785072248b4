import { acknowledgement } from './acknowledgement.ts';
import { alerts } from './alerts.ts';
import { delivery } from './delivery.ts';
import { failover } from './failover.ts';
import { reportOfMinute } from './minute.ts';
import { nonsense } from './nonsense.ts';
import { recipients } from './recipients.ts';

/** What arrives: all of it, in order, once, in few sizes, for those alone who are named. */
export function report(): void {
  delivery();
  recipients();
  reportOfMinute();
  alerts();
  acknowledgement();
  nonsense();
  failover();
}
