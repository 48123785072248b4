import {
  decodeBatch,
  SessionReader,
  SmpClient,
  struct,
  u8,
  verifyExport,
  type Infer,
  type OpenedFrame,
  type Result,
  type SessionReaderOptions,
  type TrackerRecord,
} from '@feierabend/protocol';
import { publicHolidays } from '@feierabend/protocol/holidays';
import { compilePolicy, parsePolicySource } from '@feierabend/protocol/policy-source';

const Pair = struct('Pair', 'big', { first: u8('one'), second: u8('the other') });

/** Uses every entry of the package as its README says. */
export function use(options: SessionReaderOptions, bytes: Uint8Array, text: string) {
  const opened: Result<OpenedFrame> = new SessionReader(options).open(bytes, {
    tenant: 'acme',
    device: 'van-7',
    stream: 'report',
  });
  const records: Result<TrackerRecord[]> = decodeBatch(bytes);
  const pair: Infer<typeof Pair> = { first: 1, second: 2 };
  const parsed = parsePolicySource(text, { fileName: 'vans.yaml', holidays: publicHolidays });
  const policy = parsed.ok ? compilePolicy(parsed.source) : parsed.problems;
  const journal = verifyExport(bytes, bytes);
  return { opened, records, pair: Pair.encode(pair), policy, journal, client: SmpClient };
}
