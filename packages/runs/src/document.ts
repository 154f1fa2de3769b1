/**
 * Returns a document for the charts and pages of `@neural-em/viz`. The library that makes documents takes half a second to load. This function
 * loads it, so that commands and programs that draw nothing start without it.
 */
export async function newDocument() {
  const { Window } = await import('happy-dom');
  return new Window().document;
}
