import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { sequenceOf } from '../../shared/balls/sequence.ts';
import { BALLS_SIDE, usualBalls } from '../../shared/balls/state.ts';
import type { Site } from '../browser.ts';
import { covered, isAccessible, soon, stateOf } from './tools.ts';

const phase = (page: Page) => page.locator('#balls-phase').textContent();

/** Returns a pixel of a ball, counted from 1, in the true frame that the page shows. */
function pixelOf(ball: number, at: number, scene: number) {
  const { groups } = sequenceOf(usualBalls, scene).batch;
  const pixel = groups.indexOf(ball, at * BALLS_SIDE ** 2) - at * BALLS_SIDE ** 2;
  return { at, y: Math.floor(pixel / BALLS_SIDE), x: pixel % BALLS_SIDE };
}

async function click(page: Page, canvas: string, { x, y }: { x: number; y: number }): Promise<void> {
  const box = (await page.locator(canvas).boundingBox())!;
  await page.mouse.click(box.x + ((x + 0.5) * box.width) / BALLS_SIDE, box.y + ((y + 0.5) * box.height) / BALLS_SIDE);
}

/** Tests the bouncing balls, which a model goes on with by itself. */
export function testBalls(site: () => Site): void {
  test('goes on with balls by itself: fetches its model when it is opened, says what it reads, and scores each frame', async () => {
    const { page, troubles } = await site().open();
    await page.getByText('step 15 of 15').waitFor();
    expect(
      site()
        .sent()
        .filter(({ path }) => path.includes('balls')),
    ).toEqual([]);
    await page.locator('#sources').getByText('Bouncing balls').click();
    await page.getByText('frame 50 of 50').waitFor();
    expect(
      site()
        .sent()
        .filter(({ path }) => /bouncing-balls-r-nem.*safetensors$/.test(path)),
    ).toHaveLength(1);
    await soon(() => phase(page)).toBe('Frame 50: the model reads its own frame, 41 in a row');
    await soon(() => page.locator('.components li').count()).toBe(5);
    await page.getByText('Left: what the model predicts for frame 50. Right: which component answers for each pixel of it.').waitFor();
    await soon(() => page.locator('.score').textContent()).toMatch(/^AMI \d\.\d\d$/);

    await page.getByRole('button', { name: 'Restart' }).first().click();
    await page.getByText('frame 0 of 50').waitFor();
    for (let frame = 1; frame <= 9; frame++) await page.getByRole('button', { name: 'Step', exact: true }).click();
    await soon(() => phase(page)).toBe('Frame 9: the model reads the true frame');
    await page.getByRole('button', { name: 'Step', exact: true }).click();
    await soon(() => phase(page)).toBe('Frame 10: the model reads its own frame, for the first time');
    // The places of the components that hold something are marked, at most one each, and the lines between them are said in words.
    const places = await page.locator('.attention circle').count();
    expect(places).toBeGreaterThan(0);
    expect(places).toBeLessThanOrEqual(5);
    await soon(() => page.locator('.attention').getAttribute('aria-label')).toMatch(/^(Lines are attention|No lines)/);
    expect(await page.locator('.attention path').count()).toBeLessThanOrEqual(places * (places - 1));

    await page.locator('#balls-given').fill('3');
    await page.getByText('frame 50 of 50').waitFor();
    await soon(() => phase(page)).toContain('48 in a row');
    await page.locator('#balls-count').getByText('8 balls').click();
    await soon(() => page.locator('.components li').count()).toBe(9);
    await page.getByRole('button', { name: 'New sequence' }).click();
    await soon(() => stateOf(page)).toMatchObject({
      source: 'balls',
      scene: 46,
      balls: { count: 8, given: 3 },
      lanes: [{ components: 9 }],
    });
    expect(troubles).toEqual([]);
  });

  test('knocks a ball: the true one while true frames are read, by pointer and by keyboard, and what came before stays', async () => {
    const { page, troubles } = await site().open('#see=balls&scene=3&at=8');
    await page.getByText('frame 4 of 50').waitFor();
    await soon(() => page.locator('.score').textContent()).toMatch(/AMI/);
    const pictureAt = async (frame: number) => {
      await page.locator('#scrub').fill(String(2 * frame));
      await page.getByText(`frame ${frame} of 50`).waitFor();
      await soon(() => phase(page)).toContain(`Frame ${frame}:`);
      return page.locator('#picture canvas').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    };
    const before = [await pictureAt(3), await pictureAt(8), await pictureAt(4)];
    const knock = pixelOf(2, 4, 3);
    await click(page, '#picture canvas', knock);
    await page.getByText('The model sees it, because it still reads true frames.').waitFor();
    await soon(async () => (await stateOf(page)).balls.knocks).toEqual([knock]);
    // It goes on where it was.
    await page.getByText('frame 4 of 50').waitFor();
    const after = [await pictureAt(3), await pictureAt(8), await pictureAt(4)];
    expect([after[0], after[2]]).toEqual([before[0], before[2]]);
    expect(after[1]).not.toEqual(before[1]);

    await soon(async () => (await stateOf(page)).at).toBe(8);
    const { troubles: others, page: other } = await site().open(new URL(page.url()).hash);
    await other.getByRole('button', { name: 'Take the knock back' }).click();
    await soon(async () => (await stateOf(other)).balls.knocks).toEqual([]);
    // The keyboard moves to a pixel of a ball and knocks it.
    const canvas = other.locator('#picture canvas');
    await canvas.focus();
    const goal = pixelOf(1, 4, 3);
    const press = async (key: string, times: number) => {
      for (let i = 0; i < times; i++) await other.keyboard.press(key);
    };
    await press('ArrowLeft', 31);
    await press('ArrowUp', 31);
    await press('ArrowRight', goal.x);
    await press('ArrowDown', goal.y);
    await other.keyboard.press('Space');
    await soon(async () => (await stateOf(other)).balls.knocks).toEqual([goal]);
    expect([...troubles, ...others]).toEqual([]);
  });

  test('knocks the model’s own ball once it reads its own frames, in its grouping as well', async () => {
    const { page, troubles } = await site().open('#see=balls&scene=3&at=24&balls=4.10');
    await page.getByText('frame 12 of 50').waitFor();
    await page.locator('.attention circle').first().waitFor();
    const brightest = await page.locator('.predicted canvas').evaluate((canvas: HTMLCanvasElement) => {
      const { data, width } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      const reds = data.filter((_, i) => i % 4 === 0);
      const pixel = reds.indexOf(Math.max(...reds));
      return { x: pixel % width, y: Math.floor(pixel / width) };
    });
    await click(page, '.lane .assignment canvas', brightest);
    await page.locator('#balls-told').getByText('own ball there is moved by two pixels in the frame that it reads next').waitFor();
    await soon(async () => (await stateOf(page)).balls.knocks).toMatchObject([{ at: 12 }]);
    await page.getByRole('button', { name: 'Step', exact: true }).click();
    await page.getByText('frame 13 of 50').waitFor();
    await page.getByRole('button', { name: 'Show as code', exact: true }).click();
    await soon(() => page.locator('#code code').textContent()).toContain('rolloutSteps');
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'GIF', exact: true }).click()]);
    expect(download.suggestedFilename()).toBe('balls-r-nem-k5.gif');
    expect(troubles).toEqual([]);
  });

  test.each([
    ['desktop', { width: 1280, height: 800 }, '#see=balls&and=k-means.4.1&at=24'],
    ['phone', { width: 390, height: 844 }, '#see=balls&at=24'],
  ] as const)('shows balls so that an accessibility check finds nothing, light and dark, on a %s', async (_, viewport, fragment) => {
    const { page, troubles } = await site().open(fragment, { viewport });
    await page.getByText('frame 12 of 50').waitFor();
    await page.locator('.attention circle').first().waitFor();
    for (const canvas of ['#picture canvas', '.lane .predicted canvas', '.lane .assignment canvas'])
      expect(await page.locator(canvas).first().isVisible()).toBe(true);
    await page.locator('#balls-given').scrollIntoViewIfNeeded();
    expect(await covered(page)).toEqual([]);
    await isAccessible(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    await isAccessible(page, ['color-contrast', 'link-in-text-block']);
    expect(troubles).toEqual([]);
  });

  test('plays balls frame by frame, embedded alone', async () => {
    const { page, troubles } = await site().open('?embed#see=balls&speed=0.25', { reducedMotion: 'no-preference' });
    const shown = async () => Number(await page.locator('#scrub').inputValue());
    await soon(shown).toBeGreaterThan(2);
    await page.getByRole('button', { name: 'Pause' }).click();
    expect((await shown()) % 2).toBe(0);
    expect(await page.locator('#how').isVisible()).toBe(false);
    await page.locator('.predicted canvas').waitFor();
    expect(troubles).toEqual([]);
  });
}
