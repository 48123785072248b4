import { admin, both, names, network, people, port, recipient } from './tenant-bench.tool.ts';

const ca = ['--ca', 'ca.pem', '--ca-key', 'ca.key.pem'];
const trust = ['--trust', 'signing.pub.pem'];
const wipe = ['wipe', ...both, '--scope', 'device', '--data', 'destroy', ...port];
const install = ['--cert', 'van-7.cert.pem', ...network, ...people, ...port];
const lawful = ['--reason', 'court order', '--key', 'controller.key.json', ...port];

export interface Row {
  readonly good: readonly string[];
  /** Fails after the command line was taken. */
  readonly bad: readonly string[];
  readonly exitCode: number;
  /** What happens before the good one. */
  readonly before?: readonly string[];
  readonly board?: 'blank';
  /** The line is cut for the bad one. */
  readonly isCut?: true;
}

/** On a line that is cut, the same command ends with 4. */
const cut = (...good: readonly string[]) =>
  ({ good: [...good, ...port], bad: [...good, ...port], exitCode: 4, isCut: true }) as const;

/** One success and one failure of every command, in an order in which one device can do them. */
export const rows: Readonly<Record<string, Row>> = {
  'image keygen': { good: ['k.pem'], bad: ['signing.pem'], exitCode: 2 },
  'image build': {
    good: ['b.img', '--sim', '--size', '4096', '--key', 'signing.pem', '--version', '1.1.0'],
    bad: ['c.img', '--sim', '--key', 'none.pem', '--version', '1.1.0'],
    exitCode: 3,
  },
  'image sign': {
    good: ['b.img', '--key', 'k.pem', '--out', 'd.img'],
    bad: ['none.img', '--key', 'k.pem', '--out', 'e.img'],
    exitCode: 3,
  },
  'image inspect': { good: ['b.img'], bad: ['ca.pem'], exitCode: 3 },
  'image verify': {
    good: ['b.img', ...trust],
    bad: ['d.img', ...trust],
    exitCode: 3,
  },
  ports: { good: ['bench'], bad: ['http://x'], exitCode: 2 },
  doctor: { good: ['--port', 'tcp://bench:1'], bad: ['--port', '/no/port'], exitCode: 4 },
  info: cut(),
  monitor: cut('--for', '1'),
  reset: cut(),
  flash: {
    good: ['b.img', ...trust, '--no-confirm', ...port],
    bad: ['d.img', ...trust, ...port],
    exitCode: 3,
  },
  revert: cut(),
  confirm: { ...cut(), before: ['flash', 'b.img', ...trust, '--no-confirm', ...port] },
  erase: cut('--slot', '1'),
  panel: { good: ['panel.yaml'], bad: ['vans.yaml'], exitCode: 3 },
  'policy keygen': {
    good: ['x.key.json', '--name', 'X', '--role', 'reader', '--unencrypted'],
    bad: ['admin.key.json', '--name', 'X', '--role', 'reader', '--unencrypted'],
    exitCode: 2,
  },
  'policy new': {
    good: ['theft-only', 'theft.yaml', '--recipient', recipient],
    bad: ['spy', 'spy.yaml', '--recipient', recipient],
    exitCode: 2,
  },
  'policy set': {
    good: ['vans.yaml', '--moving', '45s'],
    bad: ['vans.yaml', '--moving', 'soon'],
    exitCode: 3,
  },
  'policy lint': { good: ['vans.yaml'], bad: ['long.yaml'], exitCode: 3 },
  'policy explain': { good: ['vans.yaml'], bad: ['vans.yaml', '--at', 'blue'], exitCode: 2 },
  'policy preview': {
    good: ['vans.yaml', '--svg', 'week.svg'],
    bad: ['vans.yaml', '--week', 'soon'],
    exitCode: 2,
  },
  'policy diff': { good: ['vans.yaml', 'theft.yaml'], bad: ['vans.yaml', 'none'], exitCode: 3 },
  'policy plan': cut('vans.yaml'),
  'policy sign': {
    good: ['vans.yaml', ...admin, ...port],
    bad: ['vans.yaml', ...admin, '--as', 'council', '--out', 'o', ...port],
    exitCode: 2,
  },
  'policy confirm': {
    good: ['long.yaml', '--rule', 'LINT_RETENTION_150_DAYS', ...lawful],
    bad: ['long.yaml', '--rule', 'LINT_NOTHING', '--out', 'o', ...lawful],
    exitCode: 2,
  },
  'policy apply': {
    good: ['vans.yaml', ...both, ...port],
    bad: ['theft.yaml', ...admin, ...port],
    exitCode: 6,
  },
  'policy verify': {
    good: ['vans.yaml', ...port],
    bad: ['theft.yaml', ...port],
    exitCode: 7,
  },
  'policy show': cut('--lang', 'de'),
  'policy history': cut(),
  'config get': { good: [...port], bad: ['device/lable', ...port], exitCode: 6 },
  'config set': {
    good: ['device/label=Van 7', ...both, ...port],
    bad: ['device/label=Van 8', ...port],
    exitCode: 2,
  },
  'config export': { good: ['kept.yaml', ...port], bad: ['kept.yaml', ...port], exitCode: 2 },
  'config import': { good: ['kept.yaml', ...port], bad: ['vans.yaml', ...port], exitCode: 3 },
  'config diff': { good: ['kept.yaml', ...port], bad: ['vans.yaml', ...port], exitCode: 3 },
  audit: {
    good: ['--out', 'van-7.journal', '--report', 'audit.html', ...port],
    bad: ['ca.pem', '--identity', 'van-7.identity.json'],
    exitCode: 3,
  },
  wipe: { good: wipe.slice(1), bad: wipe.slice(1), exitCode: 2 },
  'provision csr': { ...cut(...names, '--force'), board: 'blank' },
  'provision test-ca': { good: ['t.pem'], bad: ['t.pem'], exitCode: 2, board: 'blank' },
  'provision certify': {
    good: ['van-7.csr.pem', ...ca],
    bad: ['ca.pem', ...ca],
    exitCode: 3,
    board: 'blank',
  },
  'provision install': {
    good: install,
    bad: [...install, '--identity', 'other', '--broker', 'mqtt://x=DE'],
    exitCode: 2,
    board: 'blank',
  },
  'provision run': {
    good: [...names, ...ca, ...network, ...people, ...port, '--force'],
    bad: ['--tenant', 'other', '--device', 'van-7', ...ca, ...network, ...people, ...port].concat([
      '--identity',
      'other',
      '--force',
    ]),
    exitCode: 6,
    board: 'blank',
  },
  completion: { good: ['bash'], bad: ['tcsh'], exitCode: 2 },
  complete: { good: ['--', 'fl'], bad: ['--fly'], exitCode: 2 },
};
