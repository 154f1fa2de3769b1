// All tests in a browser share one site and one browser, because these take long to start. The tests in `pages` are called from here.
import { afterAll, afterEach, beforeAll, describe, vi } from 'vitest';
import { missing, type Site, startSite } from './browser.ts';
import { testAccess } from './pages/access.ts';
import { testAround } from './pages/around.ts';
import { testBalls } from './pages/balls.ts';
import { testFailures } from './pages/failures.ts';
import { testOwn } from './pages/own.ts';
import { testPicture } from './pages/picture.ts';
import { testPoints } from './pages/points.ts';

if (missing) console.warn(`The playground is not tested in a browser: ${missing}.`);

// A busy machine may take this long; on two idle cores each test takes a few seconds.
vi.setConfig({ testTimeout: 300_000 });

describe.skipIf(missing !== undefined)('the page', () => {
  let site: Site;
  beforeAll(async () => {
    site = await startSite();
  }, 400_000);
  afterEach(() => site.closePages());
  afterAll(() => site?.close(), 60_000);

  testPoints(() => site);
  testBalls(() => site);
  testOwn(() => site);
  testAround(() => site);
  testPicture(() => site);
  testFailures(() => site);
  testAccess(() => site);
});
