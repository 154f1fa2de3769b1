// Takes the pictures of the page that the documents show: `tsx scripts/screenshots.ts`, with NODE_OPTIONS=--conditions=@neural-em/source.
import { join } from 'node:path';
import { missing, startSite } from '../test/browser.ts';

const target = join(import.meta.dirname, '../../../docs/images');
const desktop = { width: 1280, height: 900 };
const phone = { width: 390, height: 844 };
const shots = [
  { name: 'desktop', viewport: desktop, colorScheme: 'light', fragment: '' },
  { name: 'desktop-dark', viewport: desktop, colorScheme: 'dark', fragment: '#by=rnn-em.4.1&and=k-means.3.1' },
  { name: 'phone', viewport: phone, colorScheme: 'light', fragment: '' },
  { name: 'phone-dark', viewport: phone, colorScheme: 'dark', fragment: '#see=shapes&at=40' },
  { name: 'points', viewport: desktop, colorScheme: 'light', fragment: '#points=blobs.3.full.random.1.9&figure=points-figure' },
  { name: 'balls', viewport: desktop, colorScheme: 'light', fragment: '#see=balls&at=24' },
  { name: 'lesson', viewport: desktop, colorScheme: 'dark', fragment: '#lesson=3.2' },
] as const;

if (missing) throw new Error(missing);
const site = await startSite();
for (const { name, fragment, ...options } of shots) {
  const { page } = await site.open(fragment, options);
  await page
    .getByText(/AMI \d/)
    .first()
    .waitFor();
  await page.waitForTimeout(2500);
  await page.screenshot({ path: join(target, `playground-${name}.png`) });
}
await site.close();
