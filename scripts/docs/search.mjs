// Makes the search of the site find tasks. Readers search for what they want to do ("my own dataset", "resume"). Without this, words would
// first match parts of the names of functions ("own" is in `UnknownBackendError`).
import { IndexEvent } from 'typedoc';
import { pages } from './pages.mjs';

/** Factors by which pages of a group, and the READMEs of packages, count more than a function or a type. */
const BOOSTS = { 'How to': 40, Guide: 20, Project: 4, Results: 4 };
const PACKAGE_BOOST = 4;
const TASKS_WEIGHT = 100;

/** Words for the tasks that a page helps with, beside the words on the page. */
const tasks = {
  'docs/own-images.md': 'my own images pictures photos data dataset folder PNG HDF5 npz segment segmentation train custom recipe',
  'docs/your-own-pictures.md': 'my own pictures images photos video videos GIF MP4 segment segmentation masks tracks overlay',
  'docs/sweeps.md': 'many runs seeds grid sweep SLURM cluster queue Kubernetes Ray MLflow table hyperparameters',
  'docs/own-parts.md': 'my own model algorithm cell noise plugin extend custom',
  'docs/experiments.md': 'run train resume continue interrupted video sequences compare repeat reproduce rollout export log',
  'docs/use-vectors.md': 'export vectors objects classifier probe features embedding Python NumPy',
  'docs/write-a-dataset.md': 'my own dataset data custom loader',
  'docs/write-a-network.md': 'my own network decoder encoder cell M-step custom model',
  'docs/write-a-metric.md': 'my own metric score custom',
  'docs/write-a-pixel-distribution.md': 'my own pixel distribution likelihood custom',
  'docs/reliability.md': 'resume interrupted crash checkpoint damaged files lock',
  'docs/performance.md': 'fast slow speed GPU kernel benchmark',
  'packages/cli/README.md': 'nem command line video background subtraction tracks export GIF MP4 CSV resume segment',
};

/** Ranks pages above functions, and indexes their tasks and the READMEs of packages. */
export function findTasks(application) {
  application.renderer.on(IndexEvent.PREPARE_INDEX, ({ searchResults, searchFields, searchFieldWeights }) => {
    searchFieldWeights.tasks = TASKS_WEIGHT;
    for (const [i, found] of searchResults.entries()) {
      if (found.isDocument()) {
        const { file, group } = pages.find(({ title }) => title === found.name);
        found.relevanceBoost = BOOSTS[group];
        if (tasks[file]) searchFields[i].tasks = tasks[file];
      } else if (found.readme) {
        found.relevanceBoost = PACKAGE_BOOST;
        searchFields[i].document = found.readme.map(({ text }) => text).join('\n');
      }
    }
  });
}
