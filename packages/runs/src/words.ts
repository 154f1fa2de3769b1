/** Returns a time in words: "45 s", "3 min", "2 h 10 min". */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Returns the number of starts of each image in words, after a comma; empty for one start. */
export function startsText(restarts: number): string {
  return restarts === 1 ? '' : `, best of ${restarts} starts`;
}

/** Returns a number with `places` decimal places; a small negative one is written 0.000, not −0.000. */
export function fixed(value: number, places: number): string {
  return value.toFixed(places).replace(/^-(?=[0.]*$)/, '');
}
