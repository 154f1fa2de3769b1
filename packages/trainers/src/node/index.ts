export { RunLockedError, StorageError } from '../errors.ts';
export { type Files, nodeFiles } from './files.ts';
export { folderStorage } from './folder-storage.ts';
export { openRunFolder, type RunFolder } from './run-folder.ts';
