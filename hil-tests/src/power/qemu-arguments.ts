import type { QemuPower } from '../bench/bench-schema.ts';

/** The words of QEMU's command line. Its sockets are there before its clock goes. */
export function qemuArguments(
  { machine, cpu, image, loads, flash }: QemuPower,
  sockets: { readonly uart: string; readonly qmp: string },
): readonly string[] {
  const isElf = /\.(?:elf|axf)$/iu.test(image);
  return [
    ...['-M', machine],
    ...(cpu === undefined ? [] : ['-cpu', cpu]),
    ...['-display', 'none', '-nodefaults', '-monitor', 'none', '-S'],
    ...['-chardev', `socket,id=u0,path=${sockets.uart},server=on,wait=off`, '-serial', 'chardev:u0'],
    ...['-qmp', `unix:${sockets.qmp},server=on,wait=off`],
    ...(flash === undefined ? [] : ['-drive', `if=mtd,format=raw,file=${flash}`]),
    ...(isElf ? ['-kernel', image] : ['-device', `loader,file=${image}`]),
    ...loads.flatMap(({ file, address }) => [
      '-device',
      `loader,file=${file}${address === undefined ? '' : `,addr=0x${address.toString(16)}`}`,
    ]),
  ];
}
