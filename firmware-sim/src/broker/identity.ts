export type Role = 'device' | 'controller';

/** Who a client is, as its certificate says. */
export interface Identity {
  readonly tenant: string;
  readonly name: string;
  readonly role: Role;
}

export const NAME_RULE =
  'a name of 1 to 63 letters, digits, dots, hyphens and underscores, a letter or digit first';

/**
 * Names become topic levels and half of the client id, so they hold no separator, no wildcard, no
 * `$` and no control character.
 */
export function isName(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/u.test(text);
}

/** MQTT client id that belongs to an identity, and to no other. */
export function clientIdOf(identity: Identity): string {
  return `${identity.tenant}/${identity.name}`;
}

/**
 * Reads the subject of a verified client certificate: CN is the name, O the tenant, OU the role.
 * Undefined when one is missing, is there twice, or is not a name; a doubtful subject is nobody.
 */
export function identityOf(subject: unknown): Identity | undefined {
  if (typeof subject !== 'object' || subject === null) return undefined;
  const { CN: name, O: tenant, OU: role } = subject as Readonly<Record<string, unknown>>;
  if (typeof name !== 'string' || typeof tenant !== 'string') return undefined;
  if (role !== 'device' && role !== 'controller') return undefined;
  return isName(name) && isName(tenant) ? { tenant, name, role } : undefined;
}
