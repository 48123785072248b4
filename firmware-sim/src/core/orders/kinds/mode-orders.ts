import { TrackerError, type CompiledPolicy } from '@feierabend/protocol';

import type { ModeStore } from '../../modes/mode-store.ts';
import { storedGlassBytesMax } from '../../modes/stored-modes.ts';
import { orderExecutor, type OrderExecutor, type OrderRefusal } from '../order-executor.ts';

export interface ModeOrderParts {
  readonly modes: ModeStore;
  readonly policyInForce: () => CompiledPolicy | undefined;
  readonly nowS: () => number | undefined;
}

/** `restrict`, `reduce` and `break-glass`: what instructions put over the policy, for a time or until they are lifted. */
export function modeOrders(parts: ModeOrderParts): OrderExecutor[] {
  const { modes, policyInForce, nowS } = parts;
  return [
    orderExecutor('restrict', {
      carryOut: ({ body, opened }) =>
        modes.obey(opened.instruction.sequence, { restricted: body.on }),
    }),
    orderExecutor('reduce', {
      carryOut: ({ body, opened }) => modes.obey(opened.instruction.sequence, { reduced: body.on }),
    }),
    orderExecutor('break-glass', {
      refuses: ({ body, bytes }) => {
        if (bytes.length > storedGlassBytesMax) {
          return { code: 'BREAK_GLASS_LONG', rc: TrackerError.tooLarge };
        }
        const policy = policyInForce();
        if (policy === undefined) return { code: 'NO_POLICY', rc: TrackerError.noPolicy };
        if (body.untilS <= (nowS() ?? 0)) return notAllowed('BREAK_GLASS_OVER');
        const { restricted, reduced } = modes.acts;
        if (restricted || reduced) return notAllowed('BREAK_GLASS_CLOSED');
        return body.cause === 'theft' && policy.theftRecovery === undefined
          ? notAllowed('BREAK_GLASS_NO_RULE')
          : undefined;
      },
      carryOut: ({ bytes, opened }) => modes.obeyGlass(opened.instruction.sequence, bytes),
    }),
  ];
}

/** Better told than stored and never open. */
function notAllowed(code: string): OrderRefusal {
  return { code, rc: TrackerError.notApplicable };
}
