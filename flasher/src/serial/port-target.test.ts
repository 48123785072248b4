import { expect, test } from 'vitest';

import { parsePortTarget } from './port-target.ts';

test.each([
  ['/dev/ttyACM0', { kind: 'path', text: '/dev/ttyACM0' }],
  ['./run/tracker.sock', { kind: 'path', text: './run/tracker.sock' }],
  ['COM3', { kind: 'device', text: 'COM3' }],
  [String.raw`\\.\COM12`, { kind: 'device', text: String.raw`\\.\COM12` }],
  [String.raw`\\.\pipe\tracker`, { kind: 'pipe', text: String.raw`\\.\pipe\tracker` }],
  ['tcp://[::1]:9000', { kind: 'tcp', text: 'tcp://[::1]:9000', host: '::1', port: 9000 }],
  [
    'tcp://bench.lan:2001',
    { kind: 'tcp', text: 'tcp://bench.lan:2001', host: 'bench.lan', port: 2001 },
  ],
  [
    'usb:1915:520F:8D:3F',
    {
      kind: 'usb',
      text: 'usb:1915:520F:8D:3F',
      usb: { vendorId: '1915', productId: '520f', serialNumber: '8D:3F' },
    },
  ],
])('%s is read as the user typed it', (text, target) => {
  expect(parsePortTarget(text)).toEqual(target);
});

test.each([
  '',
  'tcp://host',
  'tcp://host:0',
  'tcp://host:65536',
  'tcp://:1',
  'http://host:1',
  'tcp:host:1',
  'usb:1915',
  'usb:915:520f',
  'usb:1915:520f:',
])('"%s" is refused as a usage error that lists the forms', (text) => {
  expect(() => parsePortTarget(text)).toThrow(
    expect.objectContaining({
      code: 'PORT_FORM',
      message: expect.stringContaining('tcp://host:port'),
    }),
  );
});
