export const snippetOf = (state: unknown): string => JSON.stringify(state);
