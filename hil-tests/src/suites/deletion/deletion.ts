import { endOfDevice } from './end-of-device.ts';
import { storedReports } from './stored-reports.ts';

/** What is deleted, when, on whose word, and how that is proven. */
export function deletion(): void {
  storedReports();
  endOfDevice();
}
