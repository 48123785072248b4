import { expect } from 'vitest';

/** Fails for a page that leaves an element open, closes another one, or has an id twice. */
export function expectWellFormed(page: string): void {
  const open: string[] = [];
  const body = page.replace(/<!doctype html>|<style>[^]*?<\/style>/gu, '');
  for (const [, closing, name = '', selfClosing] of body.matchAll(
    /<(\/?)([a-zA-Z][\w-]*)(?:\s[^<>]*?)?(\/?)>/gu,
  )) {
    if (selfClosing === '/' || name === 'meta' || name === 'wbr') continue;
    if (closing === '/') expect(open.pop()).toBe(name);
    else open.push(name);
  }
  expect(open).toEqual([]);
  const ids = [...page.matchAll(/\sid="([^"]+)"/gu)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
}
