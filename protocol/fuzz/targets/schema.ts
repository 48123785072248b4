import { CborMap } from '../../src/schema/cbor-map.ts';
import { Struct } from '../../src/schema/struct.ts';
import { documentedMessages } from '../../src/registry/messages-page.suite.ts';
import { corpora } from '../corpus.ts';
import type { FuzzTarget } from '../target.ts';

const layouts = documentedMessages().map(({ layout }) => layout);

/** Every layout of the registry reads every input. What it read it can write and read again. */
export const schemaMessages: FuzzTarget = {
  name: 'messages of the schema',
  corpus: corpora.payloads,
  run(input, dice) {
    const layout = dice.pick(layouts);
    if (layout instanceof Struct) {
      const read = layout.decode(input);
      if (!read.ok) return { accepted: false, output: read };
      const { value, bytesRead } = read.value;
      if (bytesRead > input.length) throw new TypeError('it read beyond the end');
      const again = layout.decode(layout.encode(value));
      if (!again.ok) throw new TypeError(`${layout.name} refuses what it wrote`);
      return { accepted: true, output: value };
    }
    const read = layout instanceof CborMap ? layout.decode(input) : undefined;
    if (read === undefined || !read.ok) return { accepted: false, output: read };
    const again = (layout as CborMap<unknown>).decode(
      (layout as CborMap<unknown>).encode(read.value),
    );
    if (!again.ok) throw new TypeError(`${layout.name} refuses what it wrote`);
    return { accepted: true, output: read.value };
  },
};
