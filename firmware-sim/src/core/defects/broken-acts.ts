import type { Assembly } from '../assembly.ts';
import { announceS } from '../modes/break-glass-limit.ts';
import { PolicyGate } from '../capture/policy-gate.ts';
import type { StandingActs } from '../modes/mode.ts';

/** The gate at capture sees something else than people have set. */
function withActs(
  change: (acts: StandingActs, nowS: number | undefined) => Partial<StandingActs>,
): Partial<Assembly> {
  const changed = (acts: () => StandingActs, nowS: () => number | undefined) => () => ({
    ...acts(),
    ...change(acts(), nowS()),
  });
  return {
    policyGate: ({ time, inForce, acts }) =>
      new PolicyGate(
        time,
        () => inForce()?.policy,
        changed(acts, () => time.nowS()),
      ),
  };
}

export const sealedForEverybody: Partial<Assembly> = {
  sosRecipients: ({ recipients }) => recipients,
};

/** A little in the past, so that what was taken a moment ago is within the call. */
const agoS = 200;

export const callsWithoutEnd = withActs(({ sosSinceS }, nowS) => ({
  sosSinceS: sosSinceS === undefined || nowS === undefined ? sosSinceS : nowS - agoS,
}));

export const glassWithoutNotice = withActs(({ breakGlass }) => ({
  breakGlass: breakGlass && {
    ...breakGlass,
    ...(breakGlass.announcedS === undefined
      ? {}
      : { announcedS: breakGlass.announcedS - announceS }),
  },
}));
