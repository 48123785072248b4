/** Under which name `run.json` keeps the digest of a policy that a test has had applied. */
export function policyDigestName(number: number, testId: string): string {
  return `policy ${number} of ${testId}`;
}

/** The other way round; undefined for every other name. */
export function readPolicyDigestName(
  name: string,
): { readonly number: number; readonly testId: string } | undefined {
  const [, number, testId] = /^policy (\d{1,9}) of (\S+)$/u.exec(name) ?? [];
  return number === undefined || testId === undefined
    ? undefined
    : { number: Number(number), testId };
}
