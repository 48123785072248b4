import { readTimeOfDayMs } from '../gnss/civil-time.ts';
import { EpochAssembler, type GnssEpoch } from '../gnss/epoch.ts';
import type { GuardedSentence } from '../gnss/sentence.ts';
import { timeFieldsOf } from './time-fields.ts';

/** The sentences of one instant of a log, in their order. */
export interface SentenceGroup {
  readonly sentences: readonly GuardedSentence[];
  /** Undefined while the receiver does not know the time. */
  readonly timeOfDayMs?: number;
  /** What the tracker will make of the group; undefined without an RMC that has time and date. */
  readonly epoch?: GnssEpoch;
}

/**
 * Cuts a log where the time in the sentences changes; while the receiver knows no time, where a
 * sentence that should bear one comes again. Sentences without a time stay with those before them.
 */
export function groupSentences(sentences: readonly GuardedSentence[]): SentenceGroup[] {
  const groups: SentenceGroup[] = [];
  let open: GuardedSentence[] = [];
  let addresses = new Set<string>();
  let stamp: number | 'unknown' | undefined;
  const close = () => {
    if (open.length > 0) groups.push(groupOf(open, stamp));
    open = [];
    addresses = new Set();
    stamp = undefined;
  };
  for (const sentence of sentences) {
    const fields = timeFieldsOf(sentence);
    if (fields !== undefined) {
      const next = readTimeOfDayMs(sentence.fields[fields.time] ?? '') ?? 'unknown';
      const address = sentence.talker + sentence.type;
      const isRepeated = next === 'unknown' && addresses.has(address);
      if (stamp !== undefined && (next !== stamp || isRepeated)) close();
      stamp = next;
      addresses.add(address);
    }
    open.push(sentence);
  }
  close();
  return groups;
}

function groupOf(
  sentences: readonly GuardedSentence[],
  stamp: number | 'unknown' | undefined,
): SentenceGroup {
  const epoch = epochOf(sentences);
  return {
    sentences,
    ...(typeof stamp === 'number' ? { timeOfDayMs: stamp } : {}),
    ...(epoch === undefined ? {} : { epoch }),
  };
}

/** A valid epoch, where one of several talkers has it, goes before one without a fix. */
function epochOf(sentences: readonly GuardedSentence[]): GnssEpoch | undefined {
  const assembler = new EpochAssembler();
  const epochs = [...sentences.map((sentence) => assembler.push(sentence)), assembler.flush()];
  return epochs.find((epoch) => epoch?.valid === true) ?? epochs.find((epoch) => epoch);
}
