import { access } from './access.ts';
import { deviceTrust } from './device-trust.ts';
import { doors } from './doors.ts';
import { malformed } from './malformed.ts';
import { strangers } from './strangers.ts';

/** Who gets in at the broker and who does not, what a device believes, and what it does with nonsense. */
export function security(): void {
  doors();
  access();
  deviceTrust();
  strangers();
  malformed();
}
