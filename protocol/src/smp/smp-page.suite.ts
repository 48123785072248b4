import { documentCborMap, documentStruct } from '../schema/document.ts';
import { groupErrors, legacyCode } from './errors/error-codes.ts';
import type { SmpErrorTable } from './errors/error-text.ts';
import { SmpHeader } from './header.ts';
import * as image from './groups/image-group.ts';
import { mcumgrErrors } from './errors/mcumgr-errors.ts';
import * as os from './groups/os-group.ts';
import * as tracker from './groups/tracker-group.ts';
import * as provisioning from './groups/tracker-provisioning-group.ts';

const maps = [
  os.EchoRequest,
  os.EchoResponse,
  os.ResetRequest,
  os.ParamsResponse,
  image.ImageStateWrite,
  image.ImageStateResponse,
  image.ImageSlotState,
  image.ImageUploadRequest,
  image.ImageUploadResponse,
  image.ImageEraseRequest,
  tracker.TrackerStatus,
  tracker.TrackerIdentity,
  tracker.InstructionWriteRequest,
  tracker.InstructionWriteResponse,
  tracker.PolicyReadRequest,
  tracker.PolicyReadResponse,
  provisioning.CertificateRequestRequest,
  provisioning.CertificateRequestResponse,
  provisioning.ProvisionWriteRequest,
  provisioning.ProvisionWriteResponse,
  provisioning.ProvisioningRecord,
  provisioning.ProvisionedBroker,
];

function errorTable(table: SmpErrorTable, group: number | undefined): string {
  const rows = Object.entries(table).map(([code, { name, sentence, next }]) => {
    const legacy = group === undefined ? '' : ` ${legacyCode(group, Number(code))} |`;
    return `| ${code} |${legacy} ${name} | ${sentence} | ${next} |`;
  });
  const head = group === undefined ? ['| code |', '| --- |'] : ['| code | v1 |', '| --- | --- |'];
  return [
    `${head[0]} name | the device refused: | next step |`,
    `${head[1]} --- | --- | --- |`,
    ...rows,
  ].join('\n');
}

/** Every generated table of `docs/protocol/smp.md`, by the name in its marker. */
export function smpPageTables(): ReadonlyMap<string, string> {
  const tables = new Map<string, string>([['SmpHeader', documentStruct(SmpHeader)]]);
  for (const map of maps) tables.set(map.name, documentCborMap<never>(map as never));
  tables.set('errors protocol', errorTable(mcumgrErrors, undefined));
  for (const [group, table] of Object.entries(groupErrors)) {
    tables.set(`errors ${group}`, errorTable(table, Number(group)));
  }
  return tables;
}

/** The page with each generated table between its markers. */
export function fillTables(page: string, tables: ReadonlyMap<string, string>): string {
  return page.replaceAll(
    /<!-- table (.+?) -->\n[\s\S]*?<!-- end -->/gu,
    (_, name: string) => `<!-- table ${name} -->\n${tables.get(name) ?? ''}\n<!-- end -->`,
  );
}
