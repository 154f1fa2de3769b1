import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// Tests read the source of every package through this export condition, so they need no build.
const conditions = ['@neural-em/source', 'node', 'import', 'default'];

// tfjs-core's gradients are published as modules that Node alone cannot resolve; the build of @neural-em/backends bundles the same two.
const gradients = ['@tensorflow/tfjs-core/dist/register_all_gradients', '@tensorflow/tfjs-core/dist/public/chained_ops/reshape'];

/** The files that take longest, and some are short. They are begun first, so that no core waits for one of them at the end. */
const LONGEST = [
  'packages/trainers/src/torture/processes.test.ts',
  'packages/runs/src/older.test.ts',
  'packages/pretrained/src/pretrained.test.ts',
  'packages/pretrained/src/segment/samples.test.ts',
  'packages/cli/src/commands.test.ts',
  'packages/cli/src/runs.test.ts',
  'packages/backend-native/src/contract/contract.test.ts',
  'packages/cli/src/data.test.ts',
  'packages/cli/src/sweep.test.ts',
  'packages/cli/src/video.test.ts',
  'scripts/documents.test.ts',
  'packages/cli/src/cli.test.ts',
  'packages/reproduction/src/reproduce.test.ts',
  'scripts/docs/site.test.ts',
  'examples/playground/test/page.test.ts',
  'packages/cli/src/combinations.test.ts',
  'scripts/peers/jest.test.ts',
  'packages/cli/src/segment.test.ts',
  'packages/cli/src/rollout.test.ts',
  'packages/backend-native/src/fused/fused.test.ts',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId, project }: TestSpecification) => {
      const at = LONGEST.findIndex((name) => moduleId.endsWith(name));
      // Files that share processes come last and together: a process is kept only for a file of the same kind.
      return (at === -1 ? LONGEST.length : at) + (project.name === 'shared' ? 2 * LONGEST.length : 0);
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}

/**
 * Tests that share processes, so that each process loads modules once; loading took longer than most of these tests. They change nothing that
 * lives longer than a test except the backend, and each file that computes chooses its backend. Not here: tests that register backends, mock
 * modules, or start commands.
 */
const SHARED = 'checks|core|datasets|experiments|metrics|mixtures|networks|pretrained|random|runs|sweeps|trainers|viz';

/** The largest memory of a process that a test starts counts that of the process of the test, which must be small. */
const MEMORY = 'packages/datasets/src/memory.test.ts';

/** Patterns of tests to leave out. The option `--exclude` of Vitest does not reach projects. */
const leftOut = process.env.TESTS_LEFT_OUT?.split(' ') ?? [];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'shared',
          include: [`packages/(${SHARED})/src/**/*.test.ts`],
          exclude: [...configDefaults.exclude, MEMORY, ...leftOut],
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'others',
          include: [`packages/!(${SHARED})/src/**/*.test.ts`, 'scripts/**/*.test.ts', 'examples/playground/test/**/*.test.ts', MEMORY],
          exclude: [...configDefaults.exclude, ...leftOut],
        },
      },
    ],
    setupFiles: [fileURLToPath(new URL('vitest.setup.ts', import.meta.url))],
    // One for each core; without it one core is left alone, half of a small machine.
    maxWorkers: '100%',
    sequence: { sequencer: LongestFirst },
    // A busy machine may take this long for what takes a second otherwise.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    deps: { optimizer: { ssr: { enabled: true, include: gradients } } },
  },
});
