import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a server answers: a status, and an object as JSON. */
export type Answer = readonly [status: number, body: object];

/** A request as a stand-in for a tracking server sees it. */
export interface Asked {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** What it sends, which is JSON. */
  readonly text: string;
  readonly headers: IncomingMessage['headers'];
}

/** A server of this machine that answers with JSON. */
export async function serve(answer: (asked: Asked) => Answer): Promise<{ readonly address: string; close(): void }> {
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      const url = new URL(request.url!, 'http://localhost');
      const asked = { path: url.pathname, query: Object.fromEntries(url.searchParams), text, headers: request.headers };
      const [status, body] = answer(asked);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => void server.close() };
}
