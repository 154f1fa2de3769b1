import { describe, expect, test } from 'vitest';
import { example } from '../figures.fixture.ts';
import { groupingFigure } from '../index.ts';
import { all, bytesOf, document, texts } from '../markup.fixture.ts';
import { FigureArgumentError, type Report, reportHtml } from './index.ts';
import { bare, cells, full, gif, parse, png, points } from './report.fixture.ts';

describe('reportHtml', () => {
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
