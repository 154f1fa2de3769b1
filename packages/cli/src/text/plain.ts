/**
 * A text without the control characters that a terminal would obey and those that turn the direction of writing, as a folder's name may
 * have them; line ends and tabs stay.
 */
export function plain(text: string): string {
  return text.replace(/\r\n|[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu, (found) => (['\r\n', '\n', '\t'].includes(found) ? found : '\ufffd'));
}
