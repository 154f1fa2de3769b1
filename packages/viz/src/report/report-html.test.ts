import { describe, expect, test } from 'vitest';
import { example } from '../figures.fixture.ts';
import { groupingGif } from '../gif/index.ts';
import { encodePng, groupingFigure } from '../index.ts';
import { all, bytesOf, document, hostile, parseHtml, texts } from '../markup.fixture.ts';
import { FigureArgumentError, type Report, type ReportRun, reportHtml } from './index.ts';
import { pageStyle } from './style.ts';

const gif = groupingGif(example(2, 2));
const png = encodePng(groupingFigure(example(2, 2)));
const points = [3, 2, 1].map((value, i) => ({ step: i + 1, value }));
const quartiles = [0.1, 0.4].map((median) => ({ lower: median - 0.1, median, upper: median + 0.1 }));

/** Returns a report with all parts, made of the given texts. */
function full(name: string, second: ReportRun[] = []): Report {
  const run = {
    name,
    facts: { [name]: name, steps: 2000 },
    settings: { [name]: { inner: name }, list: [1, 2], none: null },
    curve: { training: points, validation: points, score: points },
    scorePerStep: quartiles,
    best: [{ caption: name, animation: gif, still: png }],
    worst: [{ caption: name, animation: gif }],
    rollout: { caption: name, animation: gif, still: png, known: 1, curves: { [name]: [3, 2, 1] } },
    commands: [name, `nem train ${name}`],
  };
  const row = { name, values: { ami: { value: 0.8, deviation: 0.01 }, loss: 12.345 } };
  const results = {
    columns: [
      { key: 'ami', name },
      { key: 'loss', name: 'loss', digits: 1 },
    ],
    runs: [row],
    baselines: [{ name, values: { ami: 0.7 } }],
    published: [{ name, values: { ami: { value: 0.9, deviation: 0.02 } } }],
    notes: [name],
  };
  return {
    document,
    title: name,
    summary: [name],
    runs: [run, ...second],
    results,
    lossName: name,
    scoreName: name,
    axis: name,
    footer: name,
  };
}
const bare: ReportRun = { name: 'bare' };
const parse = (report: Report) => parseHtml(reportHtml(report));
const cells = (root: ReturnType<typeof parseHtml>, label: string) =>
  all(root, `[aria-label="${label}"] tr`).map((row) => [...row.children].map(({ textContent }) => textContent));

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

  test('pictures are the bytes given, in their sizes', () => {
    const root = parse(full('a run'));
    const [best, worst] = all(root, 'img');
    for (const image of [best!, worst!]) expect(Buffer.compare(bytesOf(image.getAttribute('src')!), gif)).toBe(0);
    const view = new DataView(gif.buffer);
    expect([best!.getAttribute('width'), best!.getAttribute('height')]).toEqual([6, 8].map((at) => String(view.getUint16(at, true))));
    const calm = all(root, 'source');
    expect(calm.map((source) => source.getAttribute('media'))).toEqual(Array(2).fill('(prefers-reduced-motion: reduce)'));
    expect(Buffer.compare(bytesOf(calm[0]!.getAttribute('srcset')!), png)).toBe(0);
    const still = parse({ ...full('a run'), runs: [{ ...bare, best: [{ caption: 'still', animation: png }] }] });
    const { width, height } = groupingFigure(example(2, 2));
    expect(['width', 'height'].map((name) => all(still, 'img')[0]!.getAttribute(name))).toEqual([String(width), String(height)]);
  });

  test('results stand in a table and in a chart: runs, baselines, published values', () => {
    const root = parse(full('a run'));
    expect(cells(root, 'Results')).toEqual([
      ['', 'a run', 'loss'],
      ['These runs'],
      ['a run', '0.800 ± 0.010', '12.3'],
      ['Baselines'],
      ['a run', '0.700', '–'],
      ['Published'],
      ['a run', '0.900 ± 0.020', '–'],
    ]);
    const chart = all(root, '.results svg')[0]!;
    expect(texts(chart)).toEqual(expect.arrayContaining(['0.800 ± 0.010', '0.700', '◆ 0.900 ± 0.020', 'these runs', 'baselines']));
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

  test('settings of several runs stand side by side, those that differ first', () => {
    const [one, two] = [
      { seed: 1, model: { components: 4, kind: 'rnn-em' }, sizes: [1, 2] },
      { seed: 1, model: { components: 3, kind: 'rnn-em', cell: 'lstm' }, sizes: [1, 2] },
    ];
    const runs = [
      { name: 'first', settings: one },
      { name: 'second', settings: two },
    ];
    const root = parse({ document, title: 'Two', runs });
    expect(cells(root, 'Settings')).toEqual([
      ['', 'first', 'second'],
      ['model.components', '4', '3'],
      ['model.cell', '–', 'lstm'],
      ['seed', '1', '1'],
      ['model.kind', 'rnn-em', 'rnn-em'],
      ['sizes', '[1,2]', '[1,2]'],
    ]);
    expect(all(root, 'tr.differs').length).toBe(2);
    const alone = parse({ document, title: 'One', runs: runs.slice(0, 1) });
    expect(cells(alone, 'Settings')).toEqual([
      ['seed', '1'],
      ['model.components', '4'],
      ['model.kind', 'rnn-em'],
      ['sizes', '[1,2]'],
    ]);
    expect(all(alone, 'tr.differs')).toEqual([]);
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

  test('commands can be copied as they are', () => {
    const commands = ['nem train static-shapes --seed 1 \\\n  --k 4', 'nem show \'runs/a b\' && echo "<ok>"'];
    const root = parse({ document, title: 'T', runs: [{ name: 'a', commands }] });
    expect(all(root, 'pre code')[0]!.textContent).toBe(commands.join('\n'));
  });

  test('draws the curves of all runs in one chart', () => {
    const root = parse(full('first', [{ name: 'second', curve: { validation: points } }, bare]));
    const [training, steps] = all(root, '.side svg');
    expect(texts(training!)).toEqual(expect.arrayContaining(['first', 'second']));
    expect(texts(training!)).not.toContain('bare');
    expect(texts(steps!)).not.toContain('second');
  });

  test('leaves out what there is nothing of', () => {
    const headings = (report: Report) => all(parse(report), 'h2').map(({ textContent }) => textContent);
    expect(headings({ document, title: 'T', runs: [bare] })).toEqual([]);
    expect(headings(full('a'))).toEqual([
      'What was run',
      'Results',
      'Curves',
      'Best and worst test examples',
      'Rollout: the model continues by itself',
      'Settings',
      'Repeat it',
    ]);
    expect(headings({ document, title: 'T', runs: [{ ...bare, worst: [{ caption: 'c', animation: png }] }] })).toEqual([
      'Best and worst test examples',
    ]);
  });

  test.each<[string, Partial<Report>, string]>([
    ['runs', { runs: [] }, 'runs must be at least one, not an empty list'],
    [
      'runs[1].worst[0].animation',
      { runs: [bare, { ...bare, worst: [{ caption: 'c', animation: Uint8Array.of(1, 2, 3) }] }] },
      'runs[1].worst[0].animation must be the bytes of a GIF or PNG file, not 3 bytes that begin with 01 02 03',
    ],
    [
      'runs[0].best[0].still',
      { runs: [{ ...bare, best: [{ caption: 'c', animation: gif, still: new Uint8Array() }] }] },
      'runs[0].best[0].still must be the bytes of a GIF or PNG file, not 0 bytes that begin with nothing',
    ],
    ['results.columns', { results: { columns: [], runs: [] } }, 'results.columns must be at least one, not an empty list'],
    [
      'results of a, ami',
      { results: { columns: [{ key: 'ami', name: 'AMI' }], runs: [{ name: 'a', values: { ami: Number.NaN } }] } },
      'results of a, ami must be made of finite numbers, not NaN',
    ],
  ])('refuses bad %s', (argument, bad, message) => {
    const write = () => reportHtml({ document, title: 'T', runs: [bare], ...bad });
    expect(write).toThrow(FigureArgumentError);
    expect(write).toThrow(message);
    expect(write).toThrow(expect.objectContaining({ argument }));
  });
});
