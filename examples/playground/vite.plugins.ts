import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** Adds the page's policy to the built page only, because Vite inserts inline styles during development. */
export function contentSecurityPolicy(content: string): Plugin {
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [{ tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content }, injectTo: 'head-prepend' }],
  };
}

/** Removes kernels that the page never runs, and their gradients, from TensorFlow.js: most of the about 170 kernels per backend. */
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

/** Writes WebAssembly compressed, at a third of its size; `worker/wasm-files.ts` decompresses it. */
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
 * Adds a service worker that stores every file of the page, so that the page works without a network after its first visit. Only used with
 * `--mode offline`, because readers of a page that changes often would see the version of their last visit.
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

/** Removes the weights of models that the page does not use, because `@neural-em/pretrained` refers to the files of all of its models. */
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
