import { expect, test } from 'vitest';
import { escapeMarkup } from './escape.ts';
import { parseSvg } from './markup.fixture.ts';

const svg = (content: string) => `<svg xmlns="http://www.w3.org/2000/svg">${content}</svg>`;

test.each([
  '<text>a & b</text>',
  '<text>a',
  '<text x=3>a</text>',
  '<text>a &nbsp; b</text>',
  '<text x="a<b">a</text>',
  'a</svg><svg>b</text>',
])('the check of SVG files finds the fault in %s', (content) => {
  expect(() => parseSvg(svg(content))).toThrow();
});

test('escaped text reads as it was, as content and as an attribute', () => {
  const text = `<a href='x'>&amp; "quoted" \\u00a0\\n\\t]]>`;
  const root = parseSvg(svg(`<text class="${escapeMarkup(text)}">${escapeMarkup(text)}</text>`));
  expect(root.textContent).toBe(text);
  expect(root.querySelector('text')!.getAttribute('class')).toBe(text);
});
