import { z } from 'zod';

import { loadFile, type FileKind } from '../config/schema-file.ts';
import { isName, NAME_RULE, type Identity, type Role } from './identity.ts';

const name = z.string().refine(isName, NAME_RULE);
/** In an Erlang or mosquitto file a quote or a line end would be a rule of its own. */
const path = z
  .string()
  .min(1)
  .refine((text) => !/["\\\p{Cc}]/u.test(text), 'a path without quotes and control characters');

const tenantsFile = z.strictObject({
  'feierabend-tenants': z.literal(1),
  broker: z.strictObject({
    /** Where it listens: 0.0.0.0 is everywhere. */
    address: z.union([z.ipv4(), z.ipv6()]).default('0.0.0.0'),
    port: z.number().int().min(1).max(65_535).default(8883),
    /** Whom it trusts, and who it is: paths on the broker's machine. */
    ca: path,
    cert: path,
    key: path,
    /** Where sessions and queues survive a restart; in memory when left out. */
    data: path.optional(),
  }),
  tenants: z
    .record(
      name,
      z.strictObject({
        devices: z.array(name).default([]),
        controllers: z.array(name).default([]),
      }),
    )
    .superRefine((tenants, context) => {
      for (const [tenant, people] of Object.entries(tenants)) {
        const names = [...people.devices, ...people.controllers];
        const twice = names.find((one, at) => names.indexOf(one) !== at);
        if (twice === undefined) continue;
        const message = `${twice} is there twice: one name, one certificate, one client id`;
        context.addIssue({ code: 'custom', path: [tenant], message });
      }
    }),
});

/** Who may talk to a broker, and where it listens. */
export type Tenants = z.infer<typeof tenantsFile>;

const tenantsKind: FileKind<typeof tenantsFile> = {
  schema: tenantsFile,
  code: 'TENANTS_FILE',
  what: 'a list of tenants',
  next: 'compare it with docs/hil/broker-config.md',
};

export function loadTenants(file: string): Promise<Tenants> {
  return loadFile(file, tenantsKind);
}

/** Everybody of the list. */
export function identitiesOf({ tenants }: Tenants): readonly Identity[] {
  return Object.entries(tenants).flatMap(([tenant, { devices, controllers }]) => {
    const as = (role: Role) => (one: string) => ({ tenant, name: one, role });
    return [...devices.map(as('device')), ...controllers.map(as('controller'))];
  });
}
