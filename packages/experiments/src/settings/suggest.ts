/** No setting is named by more characters, and the time that comparing takes grows with them. */
const MOST = 100;

/** The path that was likely meant by one that does not exist; undefined where none comes close. */
export function closestPath(path: string, paths: readonly string[]): string | undefined {
  if (path.length > MOST) return undefined;
  const split = (text: string) => [text.slice(0, text.lastIndexOf('.') + 1), text.slice(text.lastIndexOf('.') + 1)] as const;
  const [group, name] = split(path);
  // A wrong name in the right group is likeliest, then the right name in the wrong group.
  const distance = (other: string) => {
    const [otherGroup, otherName] = split(other);
    const names = editDistance(name, otherName);
    return group !== '' && group === otherGroup ? names / 2 : Math.min(editDistance(path, other), names + 0.5);
  };
  const [closest] = [...paths].sort((a, b) => distance(a) - distance(b));
  return closest !== undefined && distance(closest) <= 4 ? closest : undefined;
}

/** The word of a list that was likely meant; undefined where none comes close. */
export function closestWord(word: string, words: readonly string[]): string | undefined {
  if (word.length > MOST) return undefined;
  const [closest] = [...words].sort((a, b) => editDistance(word, a) - editDistance(word, b));
  return closest !== undefined && editDistance(word, closest) <= Math.max(2, word.length / 3) ? closest : undefined;
}

/** Letters to be put in, taken out or changed (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row.at(-1)!;
}
