import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('the package runs anywhere: its sources import each other and fast-png, nothing of Node or TensorFlow', () => {
  const sources = readdirSync(import.meta.dirname).filter((file) => /^[\w-]+\.ts$/.test(file));
  const texts = sources.map((file) => readFileSync(new URL(file, import.meta.url), 'utf8'));
  const imported = texts.flatMap((text) => [...text.matchAll(/(?:from|import\()\s*'([^']+)'/g)].map((match) => match[1]!));
  expect(imported.length).toBeGreaterThan(sources.length);
  expect([...new Set(imported.filter((name) => !name.startsWith('./')))]).toEqual(['fast-png']);
});
