const DATABASE = 'neural-em playground';
const STORE = 'models';
const KEY = 'own';

/** Calls `work` with the page's storage in this browser. Rejects if the browser stores nothing for this page. */
async function withStore<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open(DATABASE, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
    opening.onblocked = () => reject(new Error('another page holds it'));
  });
  try {
    return await new Promise<T>((resolve, reject) => {
      const request = work(database.transaction(STORE, mode).objectStore(STORE));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  } finally {
    database.close();
  }
}

/** Returns the file of the model that is stored in this browser; undefined if there is none, or if nothing can be stored. */
export async function keptModel(): Promise<Uint8Array | undefined> {
  try {
    const found: unknown = await withStore('readonly', (store) => store.get(KEY));
    return found instanceof Uint8Array ? found : undefined;
  } catch {
    return undefined;
  }
}

/** Stores the file of a model and replaces an older one; returns whether that was possible. */
export async function keepModel(file: Uint8Array): Promise<boolean> {
  try {
    await withStore('readwrite', (store) => store.put(file, KEY));
    return true;
  } catch {
    return false;
  }
}

/** Deletes the stored model. */
export async function forgetModel(): Promise<void> {
  await withStore('readwrite', (store) => store.delete(KEY)).catch(() => {});
}
