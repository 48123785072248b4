import { expect, test } from 'vitest';

import { portOpenFault } from './port-fault.ts';

test.each([
  ['Error: Error Resource temporarily unavailable Cannot lock port', 'PORT_BUSY'],
  ['Error: Resource busy, cannot open /dev/tty.usbmodem1', 'PORT_BUSY'],
  ['Opening COM3: Access denied', 'PORT_BUSY'],
  ['Error: Permission denied, cannot open /dev/ttyACM0', 'PORT_DENIED'],
  ['connect EACCES /run/tracker.sock', 'PORT_DENIED'],
  ['Error: No such file or directory, cannot open /dev/ttyACM9', 'PORT_ABSENT'],
  ['Opening COM9: File not found', 'PORT_ABSENT'],
  ['getaddrinfo ENOTFOUND bench.invalid', 'PORT_ABSENT'],
  ['connect ECONNREFUSED /run/tracker.sock', 'PORT_REFUSED'],
  ['ETIMEDOUT', 'PORT_UNREACHABLE'],
  ['Error: Inappropriate ioctl for device, cannot open /dev/null', 'PORT_NOT_SERIAL'],
  ['No native build was found for platform=linux arch=riscv64', 'PORT_DRIVER'],
  ['Unknown error code 1167', 'PORT_OPEN'],
])('"%s" becomes %s', (text, code) => {
  const fault = portOpenFault('/dev/ttyACM0', new Error(text));
  expect(fault.code).toBe(code);
  expect(fault.message).toMatch(/^Expected to open port \/dev\/ttyACM0, but .+; .+\.$/u);
});

test('a text nobody foresaw is quoted', () => {
  expect(portOpenFault('COM3', new Error('Error: Unknown error code 1167')).came).toBe(
    'the system said "Unknown error code 1167"',
  );
});
