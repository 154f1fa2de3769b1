import { readFile } from 'node:fs/promises';
import { decodeModelFile } from '@neural-em/pretrained';
import { encodePng } from '@neural-em/viz';
import { encodeGif } from '@neural-em/viz/gif';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { grouped, type Site } from '../browser.ts';
import { encodeApng } from './apng.ts';
import { soon, stateOf } from './tools.ts';

/** Returns a picture of a dark square on white paper, 60 by 40 pixels; the left edge of the square is at x. */
function paper(x: number) {
  const [width, height] = [60, 40];
  const data = new Uint8Array(width * height * 3).fill(240);
  for (let row = 12; row < 28; row++)
    for (let column = x; column < x + 16; column++) data.fill(20, 3 * (row * width + column), 3 * (row * width + column) + 3);
  return { width, height, data, channels: 3 as const };
}

const file = (name: string, mimeType: string, bytes: Uint8Array) => ({ name, mimeType, buffer: Buffer.from(bytes) });
const png = file('square.png', 'image/png', encodePng(paper(10)));
const moves = [0, 1, 2, 3, 4, 5, 6, 7].map((t) => paper(6 + 4 * t));
const gif = file('moves.gif', 'image/gif', encodeGif(moves));
const apng = file('moves.png', 'image/png', encodeApng(moves));
/** A chessboard with fields of 3×3 pixels, which is unlike all images that a model was trained on. */
const board = file(
  'board.png',
  'image/png',
  encodePng({
    width: 28,
    height: 28,
    channels: 3,
    data: Uint8Array.from({ length: 3 * 784 }, (_, i) => ((Math.floor(i / 252) + Math.floor((i % 84) / 9)) % 2) * 255),
  }),
);

/** Gives the page a file as a drop or a paste does. */
const hand = (page: Page, how: 'drop' | 'paste', { name, mimeType, buffer }: typeof png) =>
  page.evaluate(
    ([event, given, type, text]) => {
      const bytes = Uint8Array.from(atob(text!), (letter) => letter.charCodeAt(0));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([bytes], given!, { type: type! }));
      const options = { bubbles: true, cancelable: true };
      document.dispatchEvent(
        event === 'drop'
          ? new DragEvent('drop', { ...options, dataTransfer })
          : new ClipboardEvent('paste', { ...options, clipboardData: dataTransfer }),
      );
    },
    [how, name, mimeType, buffer.toString('base64')],
  );

/** Tests the reader's own pictures, videos and models. */
export function testOwn(site: () => Site): void {
  test('groups the reader’s picture: chosen, dropped, pasted or from the camera, with preview and undo', async () => {
    const { page, troubles } = await site().open();
    await grouped(page, 15);
    const { objects } = await stateOf(page);
    const dialog = page.getByRole('dialog');
    await page.locator('#own-file').setInputFiles(png);
    await dialog.getByText(/of the pixels are lit/).waitFor();
    // The page inverts dark drawings on light paper by itself; the reader may undo that.
    await soon(() => dialog.getByLabel('dark becomes light').isChecked()).toBe(true);
    await dialog.getByLabel('dark becomes light').uncheck();
    await dialog.getByText(/Much of it is lit/).waitFor();
    await dialog.getByLabel('dark becomes light').check();
    await dialog.getByRole('button', { name: 'Use it' }).click();
    await soon(async () => (await stateOf(page)).objects).toMatchObject([{ unknown: true }]);
    const used = (await stateOf(page)).objects;
    // 60 by 40 pixels become 28 by 19, and the square of 16 pixels becomes 7 or 8 wide.
    expect(Math.abs(used[0]!.width - 7.5)).toBeLessThanOrEqual(1);
    await soon(() => page.locator('.score').textContent()).toBe('');
    await page.getByRole('button', { name: 'Undo' }).click();
    await soon(async () => (await stateOf(page)).objects).toEqual(objects);
    await page.getByText('The model knows such pictures').waitFor();
    await page.locator('#own-file').setInputFiles(board);
    await dialog.getByRole('button', { name: 'Use it' }).click();
    await page.getByText('The model does not know such pictures').waitFor();
    // Methods without training have no pictures to compare others with.
    await page.getByLabel('Model').selectOption('k-means');
    await page.locator('.verdict').waitFor({ state: 'hidden' });
    await page.getByLabel('Model').selectOption('rnn-em');

    for (const how of ['drop', 'paste'] as const) {
      await hand(page, how, png);
      await dialog.getByRole('button', { name: how === 'drop' ? 'Cancel' : 'Use it' }).click();
    }
    await soon(async () => (await stateOf(page)).objects).toEqual(used);
    await page.getByRole('button', { name: 'Camera' }).click();
    await dialog.getByRole('button', { name: 'Take picture' }).click();
    await dialog.getByText('Your picture').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await hand(page, 'drop', file('text.txt', 'text/plain', new TextEncoder().encode('no picture')));
    await page.getByText('text.txt could not be read as a picture or a video').waitFor();
    expect(troubles).toEqual([]);
  });

  test('groups the reader’s animation, frame by frame', async () => {
    const { page, troubles } = await site().open();
    await grouped(page, 15);
    const dialog = page.getByRole('dialog');
    await page.locator('#own-file').setInputFiles(apng);
    await dialog.getByText('in 8 frames').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await page.locator('#own-file').setInputFiles(gif);
    await dialog.getByText('in 8 frames').waitFor();
    await dialog.getByRole('button', { name: 'Use it' }).click();
    await page.getByText('step 50 of 50').waitFor();
    await soon(() => page.locator('#sources').getByLabel('Your video').isChecked()).toBe(true);
    await soon(() => stateOf(page)).toMatchObject({ source: 'clip', lanes: [{ components: 3 }] });
    await page.getByRole('button', { name: 'Show as code', exact: true }).click();
    await soon(() => page.locator('#code code').textContent()).toContain('const video = [');
    // An address cannot hold a video.
    await page.reload();
    await page.getByText('it shows a video that only its owner has').waitFor();
    expect(troubles).toEqual([]);
  });

  test('groups a video that the browser plays', async () => {
    const { page, troubles } = await site().open();
    await grouped(page, 15);
    // Records a video in the page: a white square that moves over a dark background.
    await page.evaluate(async () => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 64 });
      const context = canvas.getContext('2d')!;
      const recorder = new MediaRecorder(canvas.captureStream(30), { mimeType: 'video/webm' });
      const parts: Blob[] = [];
      recorder.ondataavailable = ({ data }) => parts.push(data);
      const ended = new Promise((resolve) => recorder.addEventListener('stop', resolve));
      recorder.start();
      for (let t = 0; t < 30; t++) {
        context.fillStyle = '#102030';
        context.fillRect(0, 0, 64, 64);
        context.fillStyle = 'white';
        context.fillRect(8 + t, 20, 16, 16);
        await new Promise((resolve) => setTimeout(resolve, 40));
      }
      recorder.stop();
      await ended;
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(parts, 'square.webm', { type: 'video/webm' }));
      document.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }));
    });
    const dialog = page.getByRole('dialog');
    const words = await dialog.getByText(/lit, in \d+ frames/).textContent();
    const [, share, frames] = /(\d+) % .* in (\d+) frames/.exec(words!)!;
    // The square covers 7 by 7 of 28 by 28 pixels.
    expect(Number(share)).toBeGreaterThan(4);
    expect(Number(share)).toBeLessThan(9);
    expect(Number(frames)).toBeGreaterThan(4);
    await dialog.getByRole('button', { name: 'Use it' }).click();
    await page.getByText('step 50 of 50').waitFor();
    expect(troubles).toEqual([]);
  });

  test('trains in a worker, pauses, and the model stays: over a reload, as a file, and in Node', async () => {
    const { page, troubles } = await site().open('#at=30');
    await page.getByRole('button', { name: 'Start training' }).click();
    await page.getByText(/^Step ([3-9]|\d\d+), /).waitFor();
    await page.locator('#train-start').click();
    await page.getByText(/^Paused at step/).waitFor();
    const paused = await page.locator('#train-status').textContent();
    await soon(() => page.locator('.chart .loss').getAttribute('d')).toMatch(/^M.*L/);
    await page.getByRole('button', { name: 'Go on' }).click();
    await soon(() => page.locator('#train-status').textContent()).not.toBe(paused);
    await soon(() => page.locator('#train-use').isEnabled()).toBe(true);
    await page.locator('#train-start').click();
    await page.locator('#train-use').click();
    await soon(async () => (await stateOf(page)).lanes[0].method).toBe('own');
    await soon(() => page.locator('.score').textContent()).toMatch(/AMI/);
    expect(await page.locator('.problem').isVisible()).toBe(false);
    await page.getByText(/In the playground as “Your RNN‑EM”: RNN‑EM after \d+ training steps/).waitFor();

    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download' }).click()]);
    expect(download.suggestedFilename()).toBe('own-rnn-em.safetensors');
    const bytes = await readFile(await download.path());
    const { card } = decodeModelFile(bytes);
    expect(card).toMatchObject({ name: 'own-rnn-em', training: { backend: 'wasm' }, scores: { images: 16 } });

    await page.reload();
    await soon(() => page.locator('.score').textContent()).toMatch(/AMI/);
    await soon(async () => (await stateOf(page)).lanes[0].method).toBe('own');
    await page.getByRole('button', { name: 'Forget it' }).click();
    await page.getByText('Forgotten').waitFor();
    await page.reload();
    await page.getByText('No model has been trained in this page yet').waitFor();
    await hand(page, 'drop', file('own-rnn-em.safetensors', '', bytes));
    await soon(() => page.locator('.score').textContent()).toMatch(/AMI/);
    await hand(page, 'drop', file('other.safetensors', '', bytes.subarray(0, 2000)));
    await page
      .getByText(/not a file of a trained model/)
      .first()
      .waitFor();
    expect(troubles).toEqual([]);
  });

  test('says where nothing can be kept', async () => {
    const { page } = await site().open('', {
      before: (opened) => opened.addInitScript(() => Object.defineProperty(globalThis, 'indexedDB', { get: () => undefined })),
    });
    await grouped(page, 15);
    await page.getByRole('button', { name: 'Start training' }).click();
    await page.getByText('This browser keeps nothing for this page').waitFor();
  });
}
