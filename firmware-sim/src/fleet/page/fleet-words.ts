import type { DistributionName } from '../scenario/metrics.ts';
import type { RunRecord } from '../result/run-record.ts';
import type { StateGroup } from './state-bands.ts';

interface DistributionWords {
  readonly title: string;
  readonly text: string;
}

const judgedText =
  'Everything that came out of them was opened with the keys of its tenant and judged.';

/** Every word of the page of a fleet. */
export const fleetWords = {
  title: 'A fleet and its verdict',
  headline: {
    green: 'Every assertion holds',
    red: 'Not every assertion holds',
    part: 'A part of a run: no verdict',
    interrupted: 'Interrupted: no verdict',
  } satisfies Record<RunRecord['verdict'], string>,
  story: (facts: { devices: string; lived: string; hours: string; engine: string }) =>
    `${facts.lived} of ${facts.devices} devices lived ${facts.hours} each, ${facts.engine}. ${judgedText}`,
  cutStory: (facts: { devices: string; lived: string; hours: string; engine: string }) =>
    `${facts.lived} of ${facts.devices} devices had begun to live, ${facts.engine}, and not to the end of their ${facts.hours}. ${judgedText}`,
  engines: {
    virtual: 'in virtual time without a network',
    live: 'each with a connection of its own to a broker',
  } satisfies Record<RunRecord['engine'], string>,
  partNote: (numbers: string, of: number) =>
    `This is shard ${numbers} of ${of}. What follows is true for its devices; fleet merge puts the shards together and judges them.`,
  interruptedNote:
    'Somebody ended the run before its end. What follows is what had come until then.',
  unbounded: (found: string) => `No assertion bounds what was found: ${found}.`,
  tiles: {
    devices: 'devices',
    fixes: 'positions in opened reports',
    messages: 'messages that came',
    withheld: 'positions withheld',
    leaks: 'leaks',
    lost: 'lost after acknowledgement',
  },
  assertions: {
    title: 'What was asserted, and what came',
    asserted: 'asserted',
    came: 'came',
    verdict: 'verdict',
    holds: 'holds',
    fails: 'fails',
    open: 'open',
    noValue: 'no value: it proves nothing',
    none: 'The scenario asserts nothing, so nothing can fail.',
  },
  states: {
    title: 'The fleet over time',
    label: 'Devices by state over time',
    note: (timeZone: string) =>
      `How many devices were in which state, as shares of the fleet; what is left blank was not switched on yet, or had no power. Numbers above are ` +
      `faults of the scenario. Hours are those of ${timeZone}.`,
    faults: 'What was done to the fleet',
    names: {
      recording: 'recording',
      exception: 'recording by exception',
      private: 'private',
      untrusted: 'closed for want of proof',
    } satisfies Record<StateGroup, string>,
    spoken: (parts: string) => `Share of the time of all devices: ${parts}.`,
  },
  week: {
    title: 'The week',
    note: (timeZone: string) =>
      `Share of the devices on duty by weekday and hour (${timeZone}): the bar and the number below it, in percent. ` +
      'Hours without a bar were not part of the run.',
    caption: 'On duty by weekday and hour, in percent',
    weekday: 'day',
    days: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
  },
  distributions: {
    delivery: {
      title: 'Delivery latency',
      text: 'from the first attempt to send to the acknowledgement; by the clock, until it came to the subscriber',
    },
    lag: { title: 'Lag', text: 'how late devices had their turn, because the machine was busy' },
    age: { title: 'Age', text: 'of the newest record of a batch when it came' },
    traffic: { title: 'Bytes per device and day', text: 'payload, before TLS' },
    energy: { title: 'Charge per device and day', text: 'by the energy model' },
  } satisfies Record<DistributionName, DistributionWords>,
  distribution: {
    scales: 'From left to right each step is a ratio; each line upwards is ten times as many.',
    facts: (facts: Readonly<Record<'count' | 'mean' | 'p50' | 'p99' | 'max', string>>) =>
      `${facts.count} values: mean ${facts.mean}, p50 ${facts.p50}, p99 ${facts.p99}, highest ${facts.max}`,
    none: 'There was no value.',
  },
  map: {
    title: 'Generated tracks',
    label: 'Map of generated tracks',
    note: (facts: { tracks: string; hours: string }) =>
      `${facts.tracks} as the seed generates them for the first ${facts.hours}, private time included: nobody drives them. ` +
      'Nothing here comes from a report of a device, and recorded logs are not drawn.',
    spoken: (facts: { tracks: string; scale: string }) =>
      `${facts.tracks}. North is up; the scale bar is ${facts.scale} long.`,
    none: 'Not drawn: this page was made from run.json alone, and that holds no places. The page of a run that is not in parts has it.',
    nothing: 'No group of the scenario has a generated track.',
  },
  findings: {
    title: 'Findings',
    none: 'No checker found anything.',
    more: (shown: number, all: string) =>
      `The first ${shown} of ${all}; run.json holds no more than these hundred.`,
    device: 'device',
    time: 'when (UTC)',
    checker: 'checker',
    sentence: 'what it found',
  },
  figures: { title: 'Every count', name: 'metric', value: 'value', text: 'what it counts' },
  lived: {
    title: 'What was lived',
    scenario: 'scenario',
    seed: 'seed',
    scenarioDigest: 'digest of scenario and files',
    digest: 'digest of what all devices sent and logged',
    engine: 'engine',
    span: 'time',
    shards: 'shards',
    machine: 'machine',
    host: (facts: Readonly<Record<'machine' | 'workers' | 'wall' | 'cpu' | 'memory', string>>) =>
      `${facts.machine}: ${facts.workers}, ${facts.wall} on the wall, ${facts.cpu} of CPU time, ${facts.memory} MiB at most`,
    repeat:
      'The same scenario and seed give the same digest, on any machine and in any number of shards.',
  },
  footer:
    'Feierabend fleet. This page needs no network and runs no script; the same facts for machines are in run.json.',
} as const;
