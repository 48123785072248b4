export function ratchet(): void {}
