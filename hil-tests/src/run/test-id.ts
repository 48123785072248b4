/** Names a test in files and on command lines: `policy/closes-at-16-30-00`. */
export function testIdOf(suite: string, name: string): string {
  return `${suite}/${slug(name)}`;
}

function slug(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, '-')
    .replaceAll(/^-|-$/gu, '');
}
