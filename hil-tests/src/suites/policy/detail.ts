export function detail(): void {}
