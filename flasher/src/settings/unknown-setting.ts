import { LinkError } from '@feierabend/protocol';
import { nearestWord } from '@feierabend/protocol/policy-source';

import type { SettingBytes } from './device-settings.ts';
import type { SettingSchema } from './setting-schema.ts';

/** Refuses names that neither schema nor device knows; a setting of the schema may have no value. */
export function refuseUnknown(
  schema: SettingSchema,
  asked: readonly string[],
  values: SettingBytes,
): void {
  const unknown = asked.filter(
    (name) => schema[name] === undefined && values.get(name) === undefined,
  );
  const [first] = unknown;
  if (first === undefined) return;
  const known = Object.keys(schema);
  const nearest = nearestWord(first, known);
  throw new LinkError({
    code: 'STATE_NO_SETTING',
    expected: `the device to have ${unknown.join(', ')}`,
    came: 'it answers that there is none, and the schema has none either',
    next:
      nearest === undefined
        ? `name one of ${known.join(', ')}, or one that its firmware has`
        : `did you mean ${nearest}? "flasher config get" shows all of the schema`,
  });
}
