/**
 * Returns a text without control characters that a terminal would obey and without those that change the direction of writing; names of
 * folders may hold them. Line ends and tabs stay.
 */
export function plain(text: string): string {
  return text.replace(/\r\n|[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu, (found) => (['\r\n', '\n', '\t'].includes(found) ? found : '\ufffd'));
}
