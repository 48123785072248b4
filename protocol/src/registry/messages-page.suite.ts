import { DependencyTlv } from '../image/dependency.ts';
import { ImageHeader } from '../image/header.ts';
import { Uf2Block } from '../image/input/uf2.ts';
import { BehaviourManifest, ManifestPrefix } from '../image/manifest.ts';
import { messageRows } from './message-rows.suite.ts';
import { TlvAreaHeader, TlvEntryHeader } from '../image/tlv.ts';
import { ImageVersion } from '../image/version.ts';
import { CborDictionary } from '../schema/cbor-dictionary.ts';
import type { CborField } from '../schema/cbor-fields.ts';
import { CborMap } from '../schema/cbor-map.ts';
import { documentCborMap, documentDictionary, documentStruct, table } from '../schema/document.ts';
import { openBounds, type SizeBounds } from '../schema/size-bounds.ts';
import { Struct, type StructFields } from '../schema/struct.ts';
import { SmpHeader } from '../smp/header.ts';
import { ImageStateWithCode } from '../smp/client/probe-server.ts';
import { ErrorResponse } from '../smp/client/refusal.ts';
import { ProvisioningRecord } from '../smp/groups/tracker-provisioning-group.ts';
import { smpCommands } from '../smp/smp-commands.ts';

type Layout = CborMap<unknown> | CborDictionary<unknown> | Struct<StructFields>;

/** A message, or a part of one that has a name, and where it is used. */
export interface DocumentedMessage {
  readonly name: string;
  readonly layout: Layout;
  readonly usedIn: readonly string[];
}

const structs = [
  [SmpHeader, 'in front of every SMP payload'],
  [ImageHeader, 'at the start of a firmware image'],
  [ImageVersion, 'ImageHeader, DependencyTlv'],
  [TlvAreaHeader, 'in front of each TLV area of an image'],
  [TlvEntryHeader, 'in front of each TLV of an image'],
  [DependencyTlv, 'TLV 0x40 of an image'],
  [ManifestPrefix, 'in front of the manifest of a simulator image'],
  [Uf2Block, 'a UF2 file, which holds an image'],
] as const;

/**
 * Every message of the protocol that stands in the registries, each once, nested ones behind
 * theirs.
 */
export function documentedMessages(): readonly DocumentedMessage[] {
  const found = new Map<string, { layout: Layout; usedIn: Set<string> }>();
  const add = (field: CborField<unknown>, usedIn: string) => {
    const layout: Layout | undefined =
      field instanceof CborMap || field instanceof CborDictionary ? field : undefined;
    if (layout !== undefined) {
      const known = found.get(layout.name) ?? { layout, usedIn: new Set<string>() };
      known.usedIn.add(usedIn);
      found.set(layout.name, known);
    }
    const name = layout instanceof CborMap ? layout.name : usedIn;
    for (const inner of field.inner ?? []) add(inner, name);
  };
  for (const { group, id, op, request, response } of smpCommands) {
    add(request, `${group}/${id} ${op === 0 ? 'read' : 'write'}`);
    add(response, `${group}/${id} ${op === 0 ? 'read' : 'write'} answer`);
  }
  add(ErrorResponse, 'every answer that refuses');
  add(ImageStateWithCode, '1/0 read answer, when the client asks what kind of server it is');
  add(ProvisioningRecord, 'what 64/8 brings in pieces');
  add(BehaviourManifest, 'the body of a simulator image');
  return [
    ...structs.map(([layout, usedIn]) => ({
      name: layout.name,
      layout: layout as unknown as Struct<StructFields>,
      usedIn: [usedIn],
    })),
    ...[...found].map(([name, { layout, usedIn }]) => ({ name, layout, usedIn: [...usedIn] })),
  ];
}

export function boundsOf(layout: Layout): SizeBounds {
  return layout instanceof Struct ? layout : (layout.bounds ?? openBounds);
}

function sizeOf(layout: Layout): string {
  return sizeText(boundsOf(layout));
}

function sizeText({ sizeBytesMin, sizeBytesMax }: SizeBounds): string {
  if (sizeBytesMax === Infinity) return `${sizeBytesMin} bytes or more`;
  return sizeBytesMin === sizeBytesMax
    ? `${sizeBytesMin} bytes`
    : `${sizeBytesMin} to ${sizeBytesMax} bytes`;
}

function fieldsOf(layout: Layout): string {
  if (layout instanceof Struct) return documentStruct(layout);
  if (layout instanceof CborDictionary) return documentDictionary(layout);
  return layout.entries.length === 0 ? 'No keys.' : documentCborMap(layout);
}

function rowsTable(): string {
  const rows = messageRows.map(({ name, page, bounds, layouts, vectors }) => [
    name,
    sizeText(bounds),
    layouts.length === 0 ? '-' : layouts.join(', '),
    `[${page}](${page})`,
    `\`${vectors.file}\`: ${vectors.path}`,
    String(vectors.accepts.length),
    String(vectors.rejectCount),
  ]);
  const head = ['message', 'size', 'layouts', 'defined in', 'vectors', 'accepted', 'refused'];
  return table(head, rows);
}

/** The generated part of `docs/protocol/messages.md`. */
export function messagesPage(): string {
  const messages = documentedMessages();
  const commandRows = smpCommands.map(({ group, id, op, name, request, response, repeatable }) => [
    `${group}/${id}`,
    op === 0 ? 'read' : 'write',
    name,
    request.name,
    response.name,
    repeatable ? 'yes' : 'no',
  ]);
  const head = ['command', 'operation', 'name', 'request', 'answer', 'repeated after a timeout'];
  const sections = messages.map(({ name, layout, usedIn }) => {
    const kind = layout instanceof Struct ? `Struct, ${layout.order}-endian` : 'CBOR map';
    const facts = `${kind}, ${sizeOf(layout)}. Used in: ${usedIn.join(', ')}.`;
    return [`### ${name}`, facts, fieldsOf(layout)].join('\n\n');
  });
  return [
    '## All messages',
    rowsTable(),
    '## Commands of SMP',
    table(head, commandRows),
    '## Layouts',
    ...sections,
  ].join('\n\n');
}
