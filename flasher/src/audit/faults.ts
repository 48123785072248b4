import { UsageError } from '@feierabend/protocol';

export function noIdentity(file: string): UsageError {
  return new UsageError({
    code: 'AUDIT_IDENTITY',
    expected: `the identity of the device that ${file} is from, --identity`,
    came: 'there is none, and an export cannot vouch for its own key',
    next: 'name the file that "flasher provision install" wrote',
  });
}
