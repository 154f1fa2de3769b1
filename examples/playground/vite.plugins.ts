import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** The page's policy, in the built page alone: while developing, Vite puts styles in the page itself. */
export function contentSecurityPolicy(content: string): Plugin {
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [{ tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content }, injectTo: 'head-prepend' }],
  };
}

/** Leaves the kernels out of TensorFlow.js, and their gradients, that the page never runs: most of some 170 a backend. */
export function onlyKernels(kernels: readonly string[]): Plugin {
  const lists = [
    { file: /tfjs-backend-\w+\/dist\/register_all_kernels\.js$/, folder: 'kernels', suffix: '', register: 'registerKernel' },
    { file: /tfjs-core\/dist\/register_all_gradients\.js$/, folder: 'gradients', suffix: '_grad', register: 'registerGradient' },
  ];
  return {
    name: 'only-kernels',
    apply: 'build',
    transform(code, id) {
      const list = lists.find(({ file }) => file.test(id));
      if (!list) return null;
      const { folder, suffix, register } = list;
      const imports = kernels.flatMap(
        (kernel) => code.match(new RegExp(`import \\{ (\\w+) \\} from '\\./${folder}/${kernel}${suffix}';`)) ?? [],
      );
      const lines = imports.filter((_, i) => i % 2 === 0);
      const names = imports.filter((_, i) => i % 2 === 1);
      const source = folder === 'kernels' ? '@tensorflow/tfjs-core' : './kernel_registry';
      return `import { ${register} } from '${source}';\n${lines.join('\n')}\nfor (const config of [${names.join()}]) ${register}(config);`;
    },
  };
}

/** Writes WebAssembly compressed, at a third of its size; `worker/wasm-files.ts` takes it apart again. */
export function compressWasm(): Plugin {
  return {
    name: 'compress-wasm',
    apply: 'build',
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle))
        if (file.type === 'asset' && file.fileName.endsWith('.wasm')) file.source = gzipSync(file.source, { level: 9 });
    },
  };
}

/**
 * A service worker that keeps every file of the page, so that it works without a network once it has been loaded. Only where the builder asks
 * for it, with `--mode offline`: readers of a page that changes often would see the one of their last visit.
 */
export function offline(): Plugin {
  let folder = '';
  return {
    name: 'offline',
    apply: (_, { command, mode }) => command === 'build' && mode === 'offline',
    configResolved: ({ root, build }) => {
      folder = resolve(root, build.outDir);
    },
    closeBundle() {
      const files = readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
        entry.isFile() ? [relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/')] : [],
      );
      const digest = createHash('sha256');
      for (const file of files.sort()) digest.update(file).update(readFileSync(join(folder, file)));
      const source = readFileSync(join(import.meta.dirname, 'offline/service-worker.js'), 'utf8')
        .replace('__CACHE__', `neural-em-${digest.digest('hex').slice(0, 12)}`)
        .replace('__FILES__', JSON.stringify(['./', ...files.filter((file) => file !== 'index.html')]));
      writeFileSync(join(folder, 'service-worker.js'), source);
    },
  };
}

/** Leaves out the weights of models that the page does not have: `@neural-em/pretrained` names the files of all of its models. */
export function onlyWeights(models: readonly string[]): Plugin {
  return {
    name: 'only-weights',
    apply: 'build',
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        const model = file.type === 'asset' ? /^(.*)\.safetensors$/.exec(file.names[0] ?? '')?.[1] : undefined;
        if (model !== undefined && !models.includes(model)) delete bundle[file.fileName];
      }
    },
  };
}
