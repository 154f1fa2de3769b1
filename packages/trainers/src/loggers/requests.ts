import { LoggerError } from './errors.ts';

export type Json = Readonly<Record<string, unknown>>;

/** The answer of a tracking server. */
export interface Answer {
  readonly ok: boolean;
  readonly status: number;
  readonly text: string;
  /** The text, read as JSON; empty if it is something else. */
  readonly body: Json;
}

/**
 * Returns functions for the requests to a tracking server, whose paths begin at `base`. Each throws a `LoggerError` that names the server if it
 * does not answer; `post` also if the server refuses, or answers with something other than JSON.
 */
export function createRequests({ server, base, headers }: { server: string; base: string; headers: Readonly<Record<string, string>> }) {
  const ask = async (path: string, init: Pick<RequestInit, 'method' | 'body'>): Promise<Answer> => {
    try {
      const response = await fetch(`${base}/${path}`, { ...init, headers: { 'content-type': 'application/json', ...headers } });
      const text = await response.text();
      return { ok: response.ok, status: response.status, text, body: parsed(text) ?? {} };
    } catch (error) {
      throw new LoggerError(`${server} does not answer: ${error instanceof Error ? error.message : error}`);
    }
  };
  const refused = (path: string, { status, text, body }: Answer) => {
    const reason = [body.error_code, body.message].filter(Boolean).join(' ') || text.slice(0, 200);
    return new LoggerError(`${server} refused ${path}: ${status} ${reason}`.trim());
  };
  const post = async (path: string, body: object): Promise<Json> => {
    const answer = await ask(path, { method: 'POST', body: JSON.stringify(body) });
    if (!answer.ok) throw refused(path, answer);
    if (parsed(answer.text) === undefined) throw new LoggerError(`${server} answered ${path} with something other than JSON`);
    return answer.body;
  };
  return { ask, post, refused };
}

function parsed(text: string): Json | undefined {
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    return undefined;
  }
}
