/**
 * Returns a document for the charts and pages of `@neural-em/viz`. What makes it takes half a second to load, and is loaded here, so that commands
 * and programs that draw nothing start without it.
 */
export async function newDocument() {
  const { Window } = await import('happy-dom');
  return new Window().document;
}
