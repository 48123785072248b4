import type { PortAnswer } from './probe-port.ts';

/** What a port said, for people. */
export function answerWords(answer: PortAnswer, baudRate: number): string {
  const running = 'running' in answer ? (answer.running ?? 'no image') : '';
  switch (answer.kind) {
    case 'tracker': {
      const tenant = answer.tenant === '' ? 'no tenant' : `tenant ${answer.tenant}`;
      const named = answer.device === '' ? '' : ` ${answer.device}`;
      return `Feierabend tracker${named} of ${tenant} (${answer.lifeCycle}), firmware ${answer.firmware}`;
    }
    case 'application':
      return `an application that speaks SMP, such as Zephyr; it runs ${running}`;
    case 'recovery':
      return `MCUboot in serial recovery; its first slot holds ${running}`;
    case 'no-smp':
      return `not SMP at ${baudRate} baud: "${answer.sample}"`;
    case 'silence':
      return `silence at ${baudRate} baud`;
    case 'not-asked':
      return `not asked: ${answer.why}`;
    default:
      return answer satisfies never;
  }
}
