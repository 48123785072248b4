import type { CommandContext, Options } from '../command.ts';
import { auditPage, type AuditedRow, type AuditPageFacts } from './audit-page.ts';
import type { ListedDevice } from './device-list.ts';

/** The report of a sample, whole after each device: what is interrupted has told what it knows. */
export class SamplePage {
  readonly path: string | undefined;
  private readonly context: CommandContext;
  private readonly facts: Omit<AuditPageFacts, 'atS'>;

  private constructor(
    context: CommandContext,
    path: string | undefined,
    facts: Omit<AuditPageFacts, 'atS'>,
  ) {
    this.context = context;
    this.path = path;
    this.facts = facts;
  }

  static async open(
    context: CommandContext,
    options: Options,
    drawn: { seed: string; devices: readonly ListedDevice[]; count: number },
  ): Promise<SamplePage> {
    const { seed, devices, count } = drawn;
    const path = options['report'] as string | undefined;
    if (path !== undefined) await context.world.checkTarget(path, options['force'] === true);
    context.leaves(`no device was changed; audit the same ones again with --seed ${seed}`);
    const facts = { keyFrom: keyFromOf(devices), drawn: { seed, count, of: devices.length } };
    return new SamplePage(context, path, facts);
  }

  async write(rows: readonly AuditedRow[]): Promise<void> {
    const { context } = this;
    const { world, clock } = context;
    if (this.path === undefined) return;
    const bytes = new TextEncoder().encode(auditPage(rows, { atS: clock.unixS(), ...this.facts }));
    await world.writeFile(this.path, bytes, { secret: false, replace: true });
    const seed = this.facts.drawn?.seed;
    context.leaves(
      `${this.path} tells of the devices so far; --seed ${seed} --force audits them all`,
    );
  }
}

export function notYet({ name }: ListedDevice): AuditedRow {
  return { name, failure: 'not audited yet: the audit is under way, or was interrupted' };
}

function keyFromOf(devices: readonly ListedDevice[]): 'device' | 'identity-file' {
  return devices.every(({ identity }) => identity !== undefined) ? 'identity-file' : 'device';
}
