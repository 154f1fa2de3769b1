import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { countParams } from '@neural-em/core';
import { batches, staticShapes } from '@neural-em/datasets';
import { assembleModel, complete } from '@neural-em/experiments';
import { adjustedMutualInformation, mean, onForeground } from '@neural-em/metrics';
import { useCpuBackend } from '@neural-em/testing';
import { decodeSafetensors, evaluate, loadWeights, saveWeights, type Weights } from '@neural-em/trainers';
import { afterAll, describe, expect, it } from 'vitest';
import type { StoredCard } from './card.ts';
import { cards, type LoadOptions, loadPretrained, PretrainedError, readPretrained } from './index.ts';
import { modelsModule } from './maker/models-module.ts';

useCpuBackend();

const weights = fileURLToPath(new URL('../weights', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'nem-pretrained-'));
afterAll(() => rmSync(folder, { recursive: true }));
const baseUrl = pathToFileURL(folder);
const first = 'static-shapes-rnn-em';
const file = cards[first]!.weights.file;

it('has a file and a card of each model, and names all of them', () => {
  const names = readdirSync(weights).flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -5)] : []));
  expect(Object.keys(cards)).toEqual(names.sort());
  expect(readdirSync(weights).sort()).toEqual(names.flatMap((name) => [`${name}.json`, `${name}.safetensors`]).sort());
  expect(readFileSync(new URL('./models.ts', import.meta.url), 'utf8')).toBe(modelsModule(names));
});

describe.each(Object.entries(cards))('%s', (name, card) => {
  it('loads what its card says', async () => {
    const { model, task, card: loaded } = await loadPretrained(name);
    expect(loaded).toBe(card);
    expect(card).toMatchObject({ name, licence: 'MIT', weights: { file: `${name}.safetensors` } });
    expect(countParams(model.params)).toBe(card.weights.parameters);
    expect(task.components).toBe(card.settings.model.components);
  });

  it('lost less than a hundredth of its score to its precision', () => {
    const { shipped, singlePrecision } = card.scores;
    expect(Math.abs(shipped.amiMax - singlePrecision.amiMax)).toBeLessThan(0.01);
  });
});

it('a card and weights of the first release still make a model', async () => {
  const fixture = (ending: string) => readFileSync(new URL(`../fixtures/release-1/flying-shapes-small.${ending}`, import.meta.url));
  const card: StoredCard = JSON.parse(fixture('json').toString());
  const bytes = fixture('safetensors');
  expect([bytes.length, createHash('sha256').update(bytes).digest('hex')]).toEqual([card.weights.bytes, card.weights.sha256]);
  const { model, training } = assembleModel(complete(card.settings));
  loadWeights(model.params, decodeSafetensors(bytes).weights);
  expect([countParams(model.params), training.components]).toEqual([card.weights.parameters, 3]);
});

it('scores as its card says', async () => {
  const { model, task, card } = await loadPretrained(first);
  const images = 24;
  const metric = onForeground((truth, prediction) => adjustedMutualInformation(truth, prediction, { average: 'max' }));
  const data = batches(staticShapes({ seed: card.settings.data.seed }), 'test', { batchSize: 12, limit: images });
  const { scores } = await evaluate(model, data, { ...task, metrics: { amiMax: metric } });
  // The tolerance is three standard errors of the mean over these images, whose scores have a standard deviation of at most 0.2.
  expect(Math.abs(mean(scores.amiMax!) - card.scores.shipped.amiMax)).toBeLessThan((3 * 0.2) / Math.sqrt(images));
});

describe('what is wrong is said', () => {
  const loading = (name: string, options?: LoadOptions) => {
    const attempt = loadPretrained(name, options);
    return {
      fails: async (message: RegExp) => {
        await expect(attempt).rejects.toThrow(PretrainedError);
        await expect(attempt).rejects.toThrow(message);
      },
    };
  };

  it('of a name that is none', async () => {
    await loading('flying-pigs').fails(/there is no pretrained model flying-pigs; there is .*static-shapes-rnn-em/);
    await loading('toString').fails(/no pretrained model toString/);
  });

  it('of a file that is not there, and of a folder that is none', async () => {
    await loading(first, { baseUrl: new URL('nowhere/', `${baseUrl}/`) }).fails(
      /could not read .*nowhere\/static-shapes-rnn-em.safetensors: ENOENT/,
    );
    await loading(first, { baseUrl: 'weights' }).fails(/baseUrl must be the URL of a folder, not weights/);
  });

  it('of weights that are damaged, wherever', async () => {
    const bytes = readFileSync(join(weights, file));
    for (const at of [0, 1000, bytes.length - 1]) {
      const damaged = Buffer.from(bytes);
      damaged[at]! ^= 1;
      writeFileSync(join(folder, file), damaged);
      await loading(first, { baseUrl }).fails(
        /the weights of static-shapes-rnn-em are damaged: their SHA-256 is [0-9a-f]{64}, where [0-9a-f]{64}/,
      );
    }
    writeFileSync(join(folder, file), bytes.subarray(0, 1000));
    await loading(first, { baseUrl }).fails(/damaged: 1000 bytes, where \d+ were expected/);
  });
});

describe('a model of one’s own', () => {
  /** Copies the weights as they are, and the card with changes. */
  const put = (changes: object) => {
    copyFileSync(join(weights, file), join(folder, 'mine.safetensors'));
    const card = JSON.parse(readFileSync(join(weights, `${first}.json`), 'utf8'));
    const mine = { ...card, name: 'mine', weights: { ...card.weights, file: 'mine.safetensors' }, ...changes };
    writeFileSync(join(folder, 'mine.json'), JSON.stringify(mine));
    return new URL('mine.json', `${baseUrl}/`);
  };

  it('is loaded by the file or URL of its card, with its checksum', async () => {
    const url = put({});
    const bytesOf = (read: Weights) => Buffer.concat(Object.values(read).map(({ values }) => Buffer.from(values.buffer)));
    const expected = bytesOf((await readPretrained(first)).weights);
    for (const name of [url, String(url), join(folder, 'mine.json')]) {
      const { weights: read, card } = await readPretrained(name);
      expect(card.name).toBe('mine');
      expect(bytesOf(read).equals(expected)).toBe(true);
    }
    expect((await loadPretrained(url)).task.components).toBe(cards[first]!.settings.model.components);
    writeFileSync(join(folder, 'mine.safetensors'), 'other');
    await expect(loadPretrained(url)).rejects.toThrow('the weights of mine are damaged: 5 bytes');
  });

  it.each([
    [{ weights: {} }, /mine.json is not the card of a model: it needs settings, scores, and weights/],
    [{ settings: { model: { cell: 3 } } }, /is not the card of a model: .*model.cell/],
    [{ weights: { ...cards[first]!.weights, file: '../../other' } }, /weights.file must name a file beside it, not ..\/..\/other/],
  ])('is refused where its card is not one: %j', async (changes, message) => {
    const attempt = loadPretrained(put(changes));
    await expect(attempt).rejects.toThrow(PretrainedError);
    await expect(attempt).rejects.toThrow(message);
  });

  it('is refused where there is no JSON', async () => {
    writeFileSync(join(folder, 'text.json'), 'text');
    await expect(loadPretrained(new URL('text.json', `${baseUrl}/`))).rejects.toThrow('it is not JSON');
    await expect(loadPretrained('nowhere.json')).rejects.toThrow(/could not read file:.*nowhere.json: ENOENT/);
  });
});

it('tells how much has come, and stops where it is told to', async () => {
  const seen: number[] = [];
  await readPretrained(first, { onProgress: ({ bytes, of }) => seen.push(bytes / of) });
  expect(seen.at(-1)).toBe(1);
  await expect(readPretrained(first, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
});

it('reads the weights that a loaded model has', async () => {
  const { weights: read, card } = await readPretrained(first);
  expect(card).toBe(cards[first]);
  expect(read).toEqual(await saveWeights((await loadPretrained(first)).model.params));
});

it('loads the same from a folder and from a server', async () => {
  copyFileSync(join(weights, file), join(folder, file));
  const server = createServer(({ url }, response) => {
    response.setHeader('connection', 'close');
    if (url === `/weights/${file}`) response.end(readFileSync(join(folder, file)));
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const address = server.address();
  const origin = `http://localhost:${typeof address === 'object' ? address?.port : ''}`;
  try {
    const valuesOf = async (options?: LoadOptions) => {
      const { model } = await loadPretrained(first, options);
      return Object.values(await saveWeights(model.params)).map(({ values }) => Buffer.from(values.buffer));
    };
    const expected = Buffer.concat(await valuesOf());
    for (const base of [baseUrl, `${origin}/weights`, `${origin}/weights/`])
      expect(Buffer.concat(await valuesOf({ baseUrl: base })).equals(expected)).toBe(true);
    await expect(loadPretrained(first, { baseUrl: origin })).rejects.toThrow(/could not read http:.*: 404 Not Found/);
    const seen: number[] = [];
    await readPretrained(first, { baseUrl: `${origin}/weights`, onProgress: ({ bytes }) => seen.push(bytes) });
    expect(seen.at(-1)).toBe(cards[first]!.weights.bytes);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    writeFileSync(join(folder, file), Buffer.concat([readFileSync(join(weights, file)), Buffer.alloc(2 ** 20)]));
    await expect(loadPretrained(first, { baseUrl: `${origin}/weights` })).rejects.toThrow(/it has more than the 912724 bytes/);
    const control = new AbortController();
    const stopped = readPretrained(first, { baseUrl: `${origin}/weights`, signal: control.signal, onProgress: () => control.abort() });
    await expect(stopped).rejects.toThrow(/abort/i);
  } finally {
    server.close();
  }
});
