import { parsePortTarget, portOfUsb, type HostSystem } from '@feierabend/flasher';

/** The path of a port of a bench file, which may name a USB identity instead. Never one of two that fit. */
export async function serialPath(system: HostSystem, port: string): Promise<string> {
  const target = parsePortTarget(port);
  if (target.kind !== 'usb') return target.text;
  return (await portOfUsb(system, target.text, target.usb)).path;
}
