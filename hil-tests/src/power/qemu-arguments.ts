import type { QemuPower } from '../bench/bench-schema.ts';

/** The words of QEMU's command line. Its sockets are there before its clock goes. */
export function qemuArguments(
  { machine, cpu, image, loads, flash }: QemuPower,
  sockets: { readonly uart: string; readonly qmp: string },
): readonly string[] {
  const isElf = /\.(?:elf|axf)$/iu.test(image);
  const uart = `socket,id=u0,path=${sockets.uart},server=on,wait=off`;
  const words = ['-M', machine, '-display', 'none', '-nodefaults', '-monitor', 'none', '-S'];
  words.push('-chardev', uart, '-serial', 'chardev:u0');
  words.push('-qmp', `unix:${sockets.qmp},server=on,wait=off`);
  if (cpu !== undefined) words.push('-cpu', cpu);
  if (flash !== undefined) words.push('-drive', `if=mtd,format=raw,file=${flash}`);
  if (isElf) words.push('-kernel', image);
  else words.push('-device', `loader,file=${image}`);
  for (const { file, address } of loads) {
    const at = address === undefined ? '' : `,addr=0x${address.toString(16)}`;
    words.push('-device', `loader,file=${file}${at}`);
  }
  return words;
}
