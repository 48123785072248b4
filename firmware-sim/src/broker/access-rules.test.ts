import { describe, expect, it } from 'vitest';

import { refuseConnect, refuseDelivery, refusePublish, refuseSubscribe } from './access-rules.ts';
import type { Identity } from './identity.ts';

const van: Identity = { tenant: 'acme', name: 'van-1', role: 'device' };
const office: Identity = { tenant: 'acme', name: 'office', role: 'controller' };

const verdict = (refusal: string | undefined): 'yes' | 'no' =>
  refusal === undefined ? 'yes' : 'no';

describe('publishing', () => {
  it.each([
    [van, 'feierabend/1/acme/van-1/report', 'yes'],
    [van, 'feierabend/1/acme/van-1/status', 'yes'],
    [van, 'feierabend/1/acme/van-1/event', 'yes'],
    [van, 'feierabend/1/acme/van-1/journal', 'yes'],
    [van, 'feierabend/1/acme/van-1/smp/rsp', 'yes'],
    [van, 'feierabend/1/acme/van-1/smp/req', 'no'],
    [van, 'feierabend/1/acme/van-1', 'no'],
    [van, 'feierabend/1/acme/van-1/', 'no'],
    [van, 'feierabend/1/acme/van-1/report/', 'no'],
    [van, 'feierabend/1/acme/van-1/report/x', 'no'],
    [van, 'feierabend/1/acme/van-1/other', 'no'],
    [van, 'feierabend/1/acme/van-2/report', 'no'],
    [van, 'feierabend/1/acme/VAN-1/report', 'no'],
    [van, 'feierabend/1/other/van-1/report', 'no'],
    [van, 'feierabend/2/acme/van-1/report', 'no'],
    [van, 'feierabend/1//van-1/report', 'no'],
    [van, '/feierabend/1/acme/van-1/report', 'no'],
    [van, 'feierabend/1/acme/van-1/report\n', 'no'],
    [van, 'feierabend/1/acme/van-1/#', 'no'],
    [van, 'feierabend/1/acme/+/report', 'no'],
    [van, '#', 'no'],
    [van, '', 'no'],
    [van, '$SYS/broker/x', 'no'],
    [van, '$share/g/feierabend/1/acme/van-1/report', 'no'],
    [office, 'feierabend/1/acme/van-1/smp/req', 'yes'],
    [office, 'feierabend/1/acme/van-2/smp/req', 'yes'],
    [office, 'feierabend/1/acme/van-1/report', 'no'],
    [office, 'feierabend/1/acme/office/report', 'no'],
    [office, 'feierabend/1/acme/van-1/smp/rsp', 'no'],
    [office, 'feierabend/1/acme/+/smp/req', 'no'],
    [office, 'feierabend/1/other/van-1/smp/req', 'no'],
  ] as const)('%o to %j: %s', (identity, topic, expected) => {
    expect(verdict(refusePublish(identity, { topic, retain: false }))).toBe(expected);
    expect(verdict(refusePublish(identity, { topic, retain: true }))).toBe('no');
  });
});

describe('subscribing', () => {
  it.each([
    [van, 'feierabend/1/acme/van-1/smp/req', 'yes'],
    [van, 'feierabend/1/acme/van-1/smp/+', 'no'],
    [van, 'feierabend/1/acme/van-1/#', 'no'],
    [van, 'feierabend/1/acme/van-1/report', 'no'],
    [van, 'feierabend/1/acme/van-2/smp/req', 'no'],
    [van, 'feierabend/1/acme/+/smp/req', 'no'],
    [van, '#', 'no'],
    [van, '+/+/+/+/+', 'no'],
    [van, '$SYS/#', 'no'],
    [van, '$share/g/feierabend/1/acme/van-1/smp/req', 'no'],
    [office, 'feierabend/1/acme/#', 'yes'],
    [office, 'feierabend/1/acme/+/report', 'yes'],
    [office, 'feierabend/1/acme/van-1/smp/rsp', 'yes'],
    [office, 'feierabend/1/acme', 'no'],
    [office, 'feierabend/1/acme/', 'no'],
    [office, 'feierabend/1/+/van-1/report', 'no'],
    [office, 'feierabend/1/#', 'no'],
    [office, 'feierabend/+/acme/#', 'no'],
    [office, 'feierabend/1/acme2/#', 'no'],
    [office, 'feierabend/1/other/#', 'no'],
    [office, '#', 'no'],
    [office, '+/1/acme/#', 'no'],
    [office, '$SYS/#', 'no'],
    [office, '$share/g/feierabend/1/acme/#', 'no'],
    [office, '$queue/feierabend/1/acme/#', 'no'],
    [office, '', 'no'],
  ] as const)('%o to %j: %s', (identity, filter, expected) => {
    expect(verdict(refuseSubscribe(identity, filter))).toBe(expected);
  });
});

describe('delivery', () => {
  it.each([
    [van, 'feierabend/1/acme/van-1/smp/req', 'yes'],
    [van, 'feierabend/1/acme/van-1/report', 'no'],
    [van, 'feierabend/1/acme/van-2/smp/req', 'no'],
    [van, 'feierabend/1/other/van-1/smp/req', 'no'],
    [office, 'feierabend/1/acme/van-2/report', 'yes'],
    [office, 'feierabend/1/acme/van-2/smp/req', 'yes'],
    [office, 'feierabend/1/other/van-2/report', 'no'],
    [office, '$SYS/x/new/clients', 'no'],
  ] as const)('%o of %j: %s', (identity, topic, expected) => {
    expect(verdict(refuseDelivery(identity, topic))).toBe(expected);
  });
});

describe('connecting', () => {
  const own = 'feierabend/1/acme/van-1/status';
  it.each([
    ['acme/van-1', undefined, 'yes'],
    ['acme/van-1', { topic: own, retain: false }, 'yes'],
    ['acme/van-1', { topic: own, retain: true }, 'no'],
    ['acme/van-1', { topic: 'feierabend/1/acme/van-2/status', retain: false }, 'no'],
    ['acme/van-1', { topic: 'feierabend/1/other/van-1/status', retain: false }, 'no'],
    ['acme/van-2', undefined, 'no'],
    ['van-1', undefined, 'no'],
    ['ACME/van-1', undefined, 'no'],
    ['acme/van-1 ', undefined, 'no'],
    ['', undefined, 'no'],
  ] as const)('as %j with will %o: %s', (clientId, will, expected) => {
    const request = will === undefined ? { clientId } : { clientId, will };
    expect(verdict(refuseConnect(van, request))).toBe(expected);
  });
});
