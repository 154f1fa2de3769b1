/** Tells whether a name is hidden, or one that macOS, Windows, a NAS or a file system check adds. */
export function ofSystems(name: string): boolean {
  return /^(\.|__MACOSX$|@eaDir$|\$RECYCLE\.BIN$|System Volume Information$|lost\+found$)/i.test(name);
}

/** Compares names with the numbers in them by value, so that frame 10 comes after frame 9. */
export function byNumber(a: string, b: string): number {
  const key = (name: string) => name.replace(/\d+/g, (digits) => digits.padStart(20, '0'));
  return key(a) < key(b) ? -1 : 1;
}
