import { existsSync, writeFileSync } from 'node:fs';
import { contactSheet, type Dataset, type Split, statistics } from '@neural-em/datasets';
import { dataNames } from '@neural-em/experiments';
import { digits, type FileDataset, formats, layOut, loadParts, openData } from '@neural-em/runs';
import { encodePng } from '@neural-em/viz';
import { Option } from 'commander';
import { UsageError } from '../errors.ts';
import { type AddCommand, seedNumber, shared, wholeNumber } from '../flags.ts';
import { print } from '../output.ts';

interface DataFlags {
  readonly seed: number;
  readonly objects?: number;
  readonly frames?: number;
  readonly split: Split;
  readonly limit?: number;
  readonly out?: string;
  readonly format?: string;
  readonly json?: boolean;
  readonly parts?: string;
}

/** Adds `nem data show|export|stats NAME`. */
export const data: AddCommand = (program) => {
  const command = program.command('data').description('look at a dataset, measure it, write it to files');
  const add = (name: string, description: string) =>
    command
      .command(name)
      .description(`${description}; datasets: ${dataNames().join(', ')}, those of experiments, or the path of a file`)
      .argument('<dataset>', 'name, that of an experiment, or path of an HDF5 or npz file or of a folder of PNG images')
      .option('--seed <number>', 'seed of the images', seedNumber, 0)
      .option('--objects <number>', 'number of objects in an image, for datasets that have this option', wholeNumber)
      .option('--frames <number>', 'number of frames of an item, for datasets that have this option', wholeNumber)
      .option('--limit <number>', 'number of items, from the first one', wholeNumber)
      .option(...shared.parts);
  const split = () => new Option('--split <name>', 'part of the dataset').choices(['training', 'validation', 'test']).default('training');

  add('show', 'draw a contact sheet of images and their groups')
    .addOption(split())
    .option('--out <file>', 'picture to write (NAME.png)')
    .action(show);
  add('stats', 'print the statistics of a dataset beside the expected ones, and list the files and arrays that were skipped')
    .addOption(split())
    .option('--json', 'print one JSON object')
    .action(stats);
  add('export', 'write a dataset to files')
    .addOption(new Option('--format <name>', 'format of the files').choices(Object.keys(formats)).default('hdf5'))
    .requiredOption('--out <path>', 'file, or folder of PNG images, to write')
    .action(exportTo);
};

async function show(name: string, flags: DataFlags): Promise<void> {
  const dataset = await open(name, flags);
  const items = Math.min(flags.limit ?? (dataset.frames > 1 ? 6 : 32), dataset.size[flags.split]);
  if (items === 0) throw new UsageError(`the ${flags.split} split of ${name} is empty`);
  const batch = dataset.read(
    flags.split,
    Array.from({ length: items }, (_, i) => i),
  );
  const sheet = contactSheet(batch, { scale: Math.max(1, Math.round(84 / dataset.imageShape[1])) });
  const path = flags.out ?? `${dataset.name}.png`;
  writeFileSync(path, encodePng(sheet));
  print(`${items} items of ${dataset.name}, ${flags.split}: ${path}\n`);
}

async function stats(name: string, flags: DataFlags): Promise<void> {
  const dataset = await open(name, flags);
  const report = statistics(dataset, flags.split, flags.limit === undefined ? {} : { limit: flags.limit });
  const skipped = 'skipped' in dataset ? dataset.skipped : [];
  if (flags.json) {
    print(`${JSON.stringify({ dataset: dataset.name, split: flags.split, ...report, skipped })}\n`);
    return;
  }
  const names = {
    meanPixel: 'mean pixel',
    overlap: 'overlap, share of the foreground',
    overlapping: 'images with overlap',
    incomplete: 'images that lack an object',
    objects: 'objects in an image',
  };
  const rows = Object.entries(names).map(([key, label]) => {
    const statistic = key as keyof typeof names;
    return [label, digits(report.measured[statistic], 4), digits(report.expected[statistic], 4)];
  });
  const [height, width, channels] = dataset.imageShape;
  const head = `${dataset.name}: ${height}×${width}×${channels}, ${dataset.frames} frame${dataset.frames > 1 ? 's' : ''}; ${Object.entries(
    dataset.size,
  )
    .map(([part, size]) => `${size} ${part}`)
    .join(', ')}`;
  print(`${head}\n${layOut([[`${report.images} images of ${flags.split}`, 'measured', 'expected'], ...rows])}\n`);
  if (skipped.length > 0) print(`skipped:\n${skipped.map((each) => `  ${each}\n`).join('')}`);
}

async function exportTo(name: string, flags: DataFlags): Promise<void> {
  const { format = 'hdf5', out = '' } = flags;
  if (existsSync(out)) throw new UsageError(`${out} exists already; give another path with --out`);
  const dataset = await open(name, flags);
  await formats[format]!.write(dataset, out, flags.limit === undefined ? {} : { limit: flags.limit });
  print(`${dataset.name} as ${format}: ${out}\n`);
}

async function open(name: string, { parts, ...options }: DataFlags): Promise<Dataset | FileDataset> {
  return openData(name, options, await loadParts(parts));
}
