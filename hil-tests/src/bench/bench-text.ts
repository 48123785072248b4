import { stringify } from 'yaml';

import type { BenchAnswers } from './bench-answers.ts';

/** A bench file for these answers, with comments on what people change later. */
export function benchText(answers: BenchAnswers): string {
  const { name, target, rig } = answers;
  const isVirtual = target === 'virtual';
  return [
    '# What each line means: docs/hil/bench-file.md. "hil bench check" tells what is missing.',
    'feierabend-bench: 1',
    `name: ${quoted(name)}`,
    ...targetLines(answers),
    `capabilities: [${capabilitiesOf(answers).join(', ')}] # what it promises; a suite that needs more is skipped`,
    ...gnssLines(answers),
    `power: ${rig === 'none' ? (isVirtual ? 'simulator' : 'manual') : 'rig'}`,
    ...rigLines(answers),
    ...(answers.broker === 'embedded' ? ['broker: embedded'] : ['broker:', '  kind: mosquitto']),
    ...(isVirtual ? [] : [`keys: ${quoted(keysFolder(name))} # what its tracker obeys: keep it`]),
    'timeouts:',
    '  startS: 30 # until target, rig and broker are up',
    `  answerS: ${isVirtual ? 60 : 15}`,
    '',
  ].join('\n');
}

/** One per bench: it holds the keys of one board. */
function keysFolder(name: string): string {
  return `bench-keys/${name.toLowerCase().replaceAll(/[^a-z0-9]+/gu, '-')}`;
}

function targetLines({ target, port }: BenchAnswers): string[] {
  if (target === 'virtual') return ['target:', '  kind: virtual', '  baud: 460800'];
  if (target === 'socket') return ['target:', '  kind: socket', `  address: ${quoted(port)}`];
  return ['target:', '  kind: serial', `  port: ${quoted(port)}`, '  baud: 115200'];
}

function capabilitiesOf({ target, rig, gnss }: BenchAnswers): string[] {
  const seesLight = target === 'virtual' || rig !== 'none';
  return [
    'smp',
    'tracker',
    ...(gnss === 'none' ? [] : ['gnss-input']),
    'modem',
    ...(seesLight ? ['indicator'] : []),
  ];
}

function gnssLines({ gnss, gnssPort }: BenchAnswers): string[] {
  if (gnss !== 'serial') return [`gnss: ${gnss}`];
  return ['gnss:', '  kind: serial', `  port: ${quoted(gnssPort)}`, '  baud: 9600'];
}

function rigLines({ rig, rigPort }: BenchAnswers): string[] {
  if (rig === 'none') return [];
  const isReal = rig === 'firmata';
  return [
    'rig:',
    `  kind: ${rig}`,
    ...(isReal ? [`  port: ${quoted(rigPort)}`] : []),
    '  pins: # docs/hil/rig.md',
    '    power: { pin: 7, contact: NO }',
    '    privateSwitch: { pin: 8, contact: NO }',
    '    sos: { pin: 9, contact: NO }',
    `    indicator: { pin: 2, lit: ${isReal ? 'low' : 'high'} }`,
    `    current: { channel: 0, milliampsPerVolt: ${isReal ? 100 : 50}, aliveMilliamps: ${isReal ? 2 : 5} }`,
  ];
}

/** As YAML wants a text that may hold a colon or a hash. */
function quoted(text: string): string {
  return stringify(text, { lineWidth: 0 }).trimEnd();
}
