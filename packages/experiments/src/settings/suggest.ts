import { distance as editDistance } from '@neural-em/checks';

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
