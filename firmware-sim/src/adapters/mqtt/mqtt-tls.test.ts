import { expect, it } from 'vitest';

import { parseBrokerUrl } from './mqtt-tls.ts';

it.each([
  ['mqtts://127.0.0.1:18883', { host: '127.0.0.1', port: 18_883 }],
  ['mqtts://broker.example', { host: 'broker.example', port: 8883 }],
  ['mqtts://[::1]:1', { host: '::1', port: 1 }],
])('reads %s', (text, expected) => {
  expect(parseBrokerUrl(text)).toEqual(expected);
});

it.each([
  ['', 'the text is not a URL'],
  ['127.0.0.1:8883', 'the text is not a URL'],
  ['mqtts://host:99999', 'the text is not a URL'],
  ['mqtt://broker.example', 'the scheme is mqtt'],
  ['https://broker.example', 'the scheme is https'],
  ['mqtts://', 'the host is missing'],
  ['mqtts://van:hunter2@broker.example', 'it carries a user name or a password'],
])('refuses %j, because %s', (text, came) => {
  let error: unknown;
  try {
    parseBrokerUrl(text);
  } catch (caught) {
    error = caught;
  }
  expect(error).toMatchObject({ code: 'MQTT_URL', came });
  expect(String(error)).not.toContain('hunter2');
});
