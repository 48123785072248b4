import { DataError, LinkError, UsageError, type TrackerStatus } from '@feierabend/protocol';

export function alreadyOwned({ life, dev, ten, why }: TrackerStatus): LinkError {
  const isGone = life === 'decommissioned';
  return new LinkError({
    code: 'STATE_OWNED',
    expected: 'a blank device',
    came: isGone ? `${dev} was wiped for good` : `it belongs to ${ten} as ${dev} already`,
    next: isGone
      ? 'use another device'
      : why === 'waits-for-reset'
        ? 'reset it, which is all that was left to do: "flasher reset"'
        : 'use another device, or wipe this one with signed consent: "flasher wipe"',
  });
}

export function unfitRecord(expected: string, came: string): DataError {
  return new DataError({
    code: 'PROVISION_RECORD',
    expected,
    came,
    next: 'correct it and run the same command again; the device is as blank as before',
  });
}

export function unfitBroker(came: string): UsageError {
  return new UsageError({
    code: 'PROVISION_BROKER',
    expected: 'a broker such as mqtts://mqtt.example:8883=DE, with a country of the EEA',
    came: `"${came}" is none`,
    next: 'name its address and the country where its data centre stands',
  });
}
