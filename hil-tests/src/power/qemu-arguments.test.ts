import { expect, test } from 'vitest';

import type { QemuPower } from '../bench/bench-schema.ts';
import { qemuArguments } from './qemu-arguments.ts';

const sockets = { uart: '/run/u', qmp: '/run/q' };
const base: Omit<QemuPower, 'image'> = {
  kind: 'qemu',
  program: 'qemu-system-arm',
  machine: 'mps2-an385',
  loads: [],
};

test('an ELF file is the kernel, and the clock stands at first', () => {
  const words = qemuArguments({ ...base, image: 'zephyr.elf' }, sockets);
  expect(words.join(' ')).toMatch(/^-M mps2-an385 .*-S .*path=\/run\/u,.*-kernel zephyr\.elf$/u);
});

test('everything else is put into memory, and what is flash stays', () => {
  const loads = [{ file: 'app.bin', address: 0x2005_0000 }, { file: 'more.hex' }];
  const words = qemuArguments({ ...base, image: 'boot.hex', loads, flash: 'f.img' }, sockets);
  const line = words.join(' ');
  expect(line).toContain('-device loader,file=boot.hex');
  expect(line).toContain('-device loader,file=app.bin,addr=0x20050000');
  expect(line).toMatch(/loader,file=more\.hex$/u);
  expect(line).toContain('-drive if=mtd,format=raw,file=f.img');
});
