export function modes(): void {}
