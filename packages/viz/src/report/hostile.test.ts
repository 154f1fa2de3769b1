import { describe, expect, test } from 'vitest';
import { all, document, hostile, parseHtml } from '../markup.fixture.ts';
import { FigureArgumentError, type ReportRun, reportHtml } from './index.ts';
import { bare, cells, full, parse } from './report.fixture.ts';
import { pageStyle } from './style.ts';

describe('reportHtml', () => {
  test.each(hostile)('%s is only text, wherever it stands', (name) => {
    const root = parse(full(name, [{ ...bare, name }]));
    const markup = new Set(all(root, '*').map(({ tagName }) => tagName.toLowerCase()));
    for (const tag of ['script', 'iframe', 'a', 'link', 'base', 'form', 'object', 'foreignobject', 'use'])
      expect(markup).not.toContain(tag);
    for (const element of all(root, '*')) {
      for (const { name: attribute, value } of element.attributes) {
        expect(attribute).not.toMatch(/^on|^formaction$|^href$/i);
        if (attribute === 'src' || attribute === 'srcset') expect(value).toMatch(/^data:image\/(?:gif|png);base64,[A-Za-z0-9+/=]+$/);
      }
    }
    expect(all(root, 'style').map(({ textContent }) => textContent)).toEqual([pageStyle]);
    const places = ['title', 'h1', 'header p', 'footer p', 'h3', 'th', 'td', 'figcaption', 'pre code', '.notes p'];
    for (const place of places) expect(all(root, place).some(({ textContent }) => textContent.includes(name))).toBe(true);
    expect(all(root, 'img').map((image) => image.getAttribute('alt'))).toEqual([name, name, name]);
  });

  const markup = '<meta http-equiv="refresh" content="0;url=http://127.0.0.1:9/"><script>1</script>';
  test.each([
    ['an object', { html: markup }],
    ['a list', [{ html: markup }]],
    ['a nested object', { html: { html: markup } }],
    ['an object with a text of its own', { html: markup, toString: () => markup }],
  ])('%s that looks like a piece of a page is only text', (_, value) => {
    const data = value as never;
    const run: ReportRun = { name: data, facts: { a: data }, settings: { a: data, b: [data] }, commands: [data] };
    const results = { columns: [{ key: 'a', name: data }], runs: [{ name: data, values: {} }], notes: [data] };
    const page = reportHtml({ document, title: data, summary: [data], runs: [run], results, footer: data });
    expect(page).not.toContain('<meta http-equiv="refresh"');
    expect(all(parseHtml(page), 'script, meta[http-equiv="refresh"]')).toEqual([]);
    expect(() =>
      reportHtml({
        document,
        title: 'a',
        runs: [bare],
        results: { columns: [{ key: 'a', name: 'a' }], runs: [{ name: 'a', values: { a: data } }] },
      }),
    ).toThrow(FigureArgumentError);
  });

  test('fetches nothing and runs nothing, and says so before anything else', () => {
    const page = reportHtml(full('a run'));
    const root = parseHtml(page);
    const [charset, policy] = all(root, 'head > *');
    expect(charset!.getAttribute('charset')).toBe('utf-8');
    expect(policy!.getAttribute('http-equiv')).toBe('Content-Security-Policy');
    const rules = policy!.getAttribute('content')!.split('; ');
    expect(rules).toContain("default-src 'none'");
    expect(rules).toContain('img-src data:');
    expect(rules.filter((rule) => rule.startsWith('script-src') || rule.includes('http'))).toEqual([]);
    expect(page.replaceAll('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(/https?:|url\(|@import|\son\w+=/);
  });

  test('a column is a value of the row itself, whatever its name', () => {
    const results = {
      columns: [
        { key: 'constructor', name: 'C' },
        { key: 'x', name: 'X' },
      ],
      runs: [{ name: 'a', values: { x: 0.5 } }],
    };
    const root = parse({ document, title: 'T', runs: [bare], results });
    expect(cells(root, 'Results').at(-1)).toEqual(['a', '–', '0.500']);
    expect(all(root, 'svg')).toEqual([]);
  });

  test('settings that are named like what every object has are shown, and no others', () => {
    const settings = JSON.parse('{"__proto__": {"x": 1}, "constructor": "c", "toString": null}');
    expect(cells(parse({ document, title: 'T', runs: [{ name: 'a', settings }] }), 'Settings')).toEqual([
      ['__proto__.x', '1'],
      ['constructor', 'c'],
      ['toString', 'null'],
    ]);
    const two = parse({
      document,
      title: 'T',
      runs: [
        { name: 'a', facts: { constructor: 'c' } },
        { name: 'b', facts: { steps: 1 } },
      ],
    });
    expect(cells(two, 'Runs').slice(1)).toEqual([
      ['constructor', 'c', '–'],
      ['steps', '–', '1'],
    ]);
  });
});
