/** A thread that dies when it is told to (see `firmware-sim/bin/fleet-worker.js`). */
import { InternalError } from '@feierabend/protocol';

import { serve } from './thread-side.ts';

serve({
  wait: () => new Promise(() => {}),
  die: () =>
    void setImmediate(() => {
      throw new InternalError('it dies by itself');
    }),
});
