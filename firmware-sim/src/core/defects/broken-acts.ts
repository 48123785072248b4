import type { Assembly, AssemblyParts } from '../assembly.ts';
import { announceS, breakGlassLimitOf } from '../modes/break-glass-limit.ts';
import { PolicyGate } from '../capture/policy-gate.ts';
import type { StandingActs } from '../modes/mode.ts';

/** The gate at capture sees something else than people have set. */
function withActs(
  change: (acts: StandingActs, parts: AssemblyParts) => Partial<StandingActs>,
): Partial<Assembly> {
  return {
    policyGate: (parts) => {
      const { time, inForce, acts } = parts;
      const changed = () => ({ ...acts(), ...change(acts(), parts) });
      return new PolicyGate(time, () => inForce()?.policy, changed);
    },
  };
}

export const sealedForEverybody: Partial<Assembly> = {
  sosRecipients: ({ recipients }) => recipients,
};

/** A little in the past, so that what was taken a moment ago is within the call. */
const agoS = 200;

export const callsWithoutEnd = withActs(({ sosSinceS }, { time }) => {
  const nowS = time.nowS();
  return { sosSinceS: sosSinceS === undefined || nowS === undefined ? sosSinceS : nowS - agoS };
});

export const glassWithoutNotice = withActs(({ breakGlass }) => ({
  breakGlass: breakGlass && {
    ...breakGlass,
    ...(breakGlass.announcedS === undefined
      ? {}
      : { announcedS: breakGlass.announcedS - announceS }),
  },
}));

/** No policy limits an emergency. */
export const theftWithoutRule = withActs(({ breakGlass }, { inForce }) =>
  breakGlass !== undefined && inForce()?.policy.theftRecovery === undefined
    ? { breakGlass: { ...breakGlass, cause: 'emergency' } }
    : {},
);

/** Where nothing is declared, `reduce` is obeyed. */
export const reducedInVain = withActs(({ breakGlass }, { inForce, time }) => {
  const [policy, nowS] = [inForce()?.policy, time.nowS()];
  const limit = breakGlass && policy && breakGlassLimitOf(breakGlass, policy);
  if (limit === undefined || nowS === undefined) return {};
  return nowS >= limit.fromS && nowS < limit.untilS ? { reduced: false } : {};
});
