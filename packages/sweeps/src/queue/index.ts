export { type Artefacts, folderArtefacts, type RunArtefacts } from './artefacts.ts';
export { enqueueSweep, type QueuedJob, type QueuePlace } from './enqueue.ts';
export { type QueueWorker, startWorker, type WorkerOptions } from './worker.ts';
