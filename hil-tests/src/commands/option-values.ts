import { InvalidArgumentError } from 'commander';

export function seed(text: string): number {
  if (/^\d{1,10}$/u.test(text) && Number(text) <= 0xffff_ffff) return Number(text);
  throw new InvalidArgumentError('Expected a whole number from 0 to 4294967295.');
}
