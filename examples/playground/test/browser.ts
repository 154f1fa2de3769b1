import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium, type Page } from 'playwright-core';
import { build, type Plugin, preview } from 'vite';

const root = join(import.meta.dirname, '..');

/**
 * Path of Chromium: from the variable `CHROMIUM`, or where Linux distributions install it. The first one has no window, whose own pages take
 * longer to open than the page that is tested.
 */
const executablePath = [
  process.env.CHROMIUM,
  '/usr/lib/chromium/chromium-headless-shell',
  ...['chromium', 'chromium-browser', 'google-chrome'].map((name) => `/usr/bin/${name}`),
].find((path) => path && existsSync(path));

/** The reason why tests in a browser cannot run here; undefined if they can. */
export const missing = executablePath
  ? undefined
  : 'Chromium is not installed (apt-get install chromium-headless-shell or chromium, or set CHROMIUM to its path)';

/** A server with the built page, and a browser. */
export interface Site {
  readonly url: string;
  /** Opens the page at an address; all errors in the page are added to `troubles`. */
  open(fragment?: string, options?: OpenOptions): Promise<{ page: Page; troubles: string[] }>;
  /** Closes all open pages, which would otherwise go on computing beside later ones. */
  closePages(): Promise<void>;
  /** Returns the bytes of the files that were requested since the last call, compressed as servers send them. */
  sent(): { readonly path: string; readonly bytes: number }[];
  /** Returns the bytes of all files of the page. */
  size(): number;
  close(): Promise<void>;
}

export interface OpenOptions {
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: 'light' | 'dark';
  /** Whether motion is reduced, which is the default: steps then jump to their end as soon as they are computed. */
  readonly reducedMotion?: 'reduce' | 'no-preference';
  /** Whether the page may install its service worker. */
  readonly serviceWorkers?: 'allow' | 'block';
  /** Called before the page is opened. */
  readonly before?: (page: Page) => Promise<unknown>;
}

const FLAGS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Gives the page a camera that shows a test picture.
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
];

/** Builds the page as for publication, and serves it. */
export async function startSite(): Promise<Site> {
  const outDir = mkdtempSync(join(tmpdir(), 'playground-'));
  // The build includes the service worker, but only the test of it installs it.
  const config = { root, mode: 'offline', logLevel: 'error', build: { outDir, emptyOutDir: true } } as const;
  await build(config);
  const asked: string[] = [];
  const listening: Plugin = {
    name: 'listening',
    configurePreviewServer: ({ middlewares }) => {
      middlewares.use(({ url }, _response, next) => {
        asked.push(new URL(url ?? '/', 'http://localhost').pathname);
        next();
      });
    },
  };
  const server = await preview({ ...config, plugins: [listening], preview: { port: 0, host: '127.0.0.1' } });
  const url = server.resolvedUrls!.local[0]!;
  const browser: Browser = await chromium.launch({ executablePath: executablePath!, args: FLAGS });
  return {
    url,
    sent: () =>
      asked.splice(0).flatMap((path) => {
        const file = join(outDir, path === '/' ? 'index.html' : path);
        return existsSync(file) ? { path, bytes: gzipSync(readFileSync(file)).length } : [];
      }),
    size: () =>
      readdirSync(outDir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0),
    async open(
      fragment = '',
      { viewport = { width: 1280, height: 900 }, colorScheme = 'light', reducedMotion = 'reduce', serviceWorkers = 'block', before } = {},
    ) {
      const context = await browser.newContext({
        ...{ viewport, colorScheme, reducedMotion, serviceWorkers, acceptDownloads: true },
        permissions: ['camera', 'clipboard-read', 'clipboard-write'],
      });
      // A busy machine may be slow.
      context.setDefaultTimeout(100_000);
      const page = await context.newPage();
      const troubles: string[] = [];
      page.on('console', (message) => {
        const text = message.text();
        if (['error', 'warning'].includes(message.type()) && !text.includes('blocked by Playwright')) troubles.push(text);
      });
      page.on('pageerror', (error) => troubles.push(error.message));
      await page.addInitScript(() =>
        addEventListener('securitypolicyviolation', (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`)),
      );
      await before?.(page);
      await page.goto(`${url}${fragment}`);
      return { page, troubles };
    },
    closePages: async () => {
      for (const context of browser.contexts()) {
        // A request that a test answers may still be under way.
        await Promise.all(context.pages().map((page) => page.unrouteAll({ behavior: 'ignoreErrors' })));
        await context.close();
      }
    },
    async close() {
      await browser.close();
      await server.close();
      rmSync(outDir, { recursive: true });
    },
  };
}

/** Waits until the page shows a grouping of `step` steps. */
export async function grouped(page: Page, step: number): Promise<void> {
  await page.getByText(`step ${step} of`).waitFor();
}
