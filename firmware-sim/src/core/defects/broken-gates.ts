import type { TrackerRecord } from '@feierabend/protocol';

import type { Assembly } from '../assembly.ts';
import { PolicyGate, type GateDecision } from '../capture/policy-gate.ts';
import { SendGate, type SendVerdict } from '../gates/send-gate.ts';
import { StoreGate, type StoreVerdict } from '../gates/store-gate.ts';
import type { CaptureCause } from '../modes/mode.ts';
import type { ActivePolicy } from '../orders/policy-store.ts';
import type { FrameFacts } from '../report/stored-frame.ts';

/** Open in every second, as soon as there are a policy and a time. */
class OpenPolicyGate extends PolicyGate {
  override at(timeS: number | undefined): GateDecision {
    const decision = super.at(timeS);
    const policy = this.policy();
    if (decision.open || policy === undefined || timeS === undefined) return decision;
    const { intervals, precisionM, fields, recipients } = policy;
    const grant = { cause: 'policy', intervals, precisionM, fields, recipients } as const;
    return { open: true, name: 'on-duty', policy, grant };
  }
}

class OpenStoreGate extends StoreGate {
  override judge(records: readonly TrackerRecord[]): StoreVerdict {
    return { kept: records, overtaken: 0, doubtful: 0 };
  }
}

class OpenSendGate extends SendGate {
  override judge(): SendVerdict {
    return 'send';
  }
}

const lateS = 7;

class LatePolicyGate extends PolicyGate {
  override at(timeS: number | undefined): GateDecision {
    return super.at(timeS === undefined ? undefined : timeS - lateS);
  }
}

class LateStoreGate extends StoreGate {
  override judge(
    records: readonly TrackerRecord[],
    takenUnder: ActivePolicy,
    cause: CaptureCause,
  ): StoreVerdict {
    const moved = records.map((record) =>
      record.kind === 'fix' ? { ...record, timeS: record.timeS - lateS } : record,
    );
    const verdict = super.judge(moved, takenUnder, cause);
    return { ...verdict, kept: records.filter((_, index) => verdict.kept.includes(moved[index]!)) };
  }
}

class LateSendGate extends SendGate {
  override judge(frame: FrameFacts): SendVerdict {
    if (!frame.positions) return super.judge(frame);
    return super.judge({ ...frame, fromS: frame.fromS - lateS, untilS: frame.untilS - lateS });
  }
}

export const openAtCapture: Partial<Assembly> = {
  policyGate: ({ time, inForce, acts }) => new OpenPolicyGate(time, () => inForce()?.policy, acts),
};

export const openAtStore: Partial<Assembly> = {
  storeGate: ({ inForce, acts }) => new OpenStoreGate(inForce, acts),
};

export const openAtSend: Partial<Assembly> = {
  sendGate: ({ time, inForce, acts }) => new OpenSendGate(time, inForce, acts),
};

export const lateEverywhere: Partial<Assembly> = {
  policyGate: ({ time, inForce, acts }) => new LatePolicyGate(time, () => inForce()?.policy, acts),
  storeGate: ({ inForce, acts }) => new LateStoreGate(inForce, acts),
  sendGate: ({ time, inForce, acts }) => new LateSendGate(time, inForce, acts),
};
