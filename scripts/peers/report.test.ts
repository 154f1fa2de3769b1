import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Window } from 'happy-dom';
import { chromium } from 'playwright-core';
import { expect, it } from 'vitest';
import { reportHtml } from '../../packages/viz/src/report/index.ts';

const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const browser = browsers.find((path) => existsSync(path));
if (!browser) console.warn('skipped: Chromium is not installed');

it.skipIf(!browser)('a report made of hostile texts, opened in Chromium, fetches and follows nothing', async () => {
  let visits = 0;
  const elsewhere = createServer((_, response) => {
    visits++;
    response.end();
  }).listen(0);
  const address = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`;
  const hostile =
    `</title></style></td><meta http-equiv="refresh" content="0;url=${address}"><script>location='${address}'</script><base href="${address}">` +
    `<img src="${address}" onerror="location='${address}'"><link rel="stylesheet" href="${address}"><style>@import '${address}';</style>` +
    `<svg onload="location='${address}'"></svg><iframe src="${address}"></iframe>`;
  // The file of a run may hold such an object in the place of a text.
  const piece = { html: hostile } as never;
  const curve = { training: [3, 2, 1].map((value, i) => ({ step: i + 1, value })), validation: [] };
  const run = { name: hostile, facts: { [hostile]: piece, a: hostile }, settings: { [hostile]: piece }, commands: [piece, hostile], curve };
  const results = { columns: [{ key: 'a', name: hostile }], runs: [{ name: hostile, values: { a: 1 } }], notes: [piece] };
  const document = new Window().document;
  const page = reportHtml({ document, title: piece, summary: [piece, hostile], runs: [run], results, footer: piece });
  const folder = mkdtempSync(join(tmpdir(), 'nem-report-'));
  const file = pathToFileURL(join(folder, 'report.html')).href;
  writeFileSync(join(folder, 'report.html'), page);
  const started = await chromium.launch({ executablePath: browser!, args: ['--no-sandbox', '--disable-background-networking'] });
  try {
    const tab = await started.newPage();
    const asked: string[] = [];
    tab.on('request', (request) => asked.push(request.url()));
    await tab.goto(file);
    await tab.waitForTimeout(1500);
    expect([tab.url(), visits, asked.filter((url) => !url.startsWith('data:'))]).toEqual([file, 0, [file]]);
  } finally {
    await started.close();
    elsewhere.close();
    rmSync(folder, { recursive: true });
  }
});
