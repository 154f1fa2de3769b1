import { bernoulli, initialGamma, rnnEm, variables } from '@neural-em/core';
import { staticShapesRnnEm } from '@neural-em/networks';
import '@tensorflow/tfjs-backend-cpu';
import { setThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import { enableProdMode, env, setBackend, tensor, tidy } from '@tensorflow/tfjs-core';
import type { BackendTest } from '../shared/protocol.ts';
import { type BackendName, backendNames } from '../shared/state.ts';
import { turnBeforeMultiplying } from './matmul.ts';
import { supplyWasm } from './wasm-files.ts';

const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;
/** The largest difference that responsibilities may have from those of the CPU. */
const TOLERANCE = 1e-3;
/** The largest number of threads; more would have nothing to do, because the models are small. */
const MOST_THREADS = 4;
/** Firefox (seen in 153) sometimes hangs when a worker starts a thread, and TensorFlow.js starts eight. */
const THREADS_ARE_SAFE = !/firefox/i.test(navigator.userAgent);

/**
 * Functions that load each backend. They return a text on the device that it runs on, or throw the reason not to use it. A GPU that the CPU
 * emulates is refused, because it is slower than WebAssembly.
 */
const loaders: Readonly<Record<BackendName, (options: { forced: boolean; spareCores: number }) => Promise<string>>> = {
  webgpu: async ({ forced }) => {
    const gpu = (navigator as { gpu?: { requestAdapter(): Promise<{ info?: Record<string, string> } | null> } }).gpu;
    if (!gpu) throw new Error('this browser has no WebGPU');
    const adapter = await gpu.requestAdapter();
    if (!adapter) throw new Error('there is not a GPU for it');
    const name =
      ['vendor', 'architecture', 'device']
        .map((part) => adapter.info?.[part])
        .filter(Boolean)
        .join(' ') || 'a GPU';
    if (SOFTWARE.test(name) && !forced) throw new Error(`${name} is not a GPU`);
    await import('@tensorflow/tfjs-backend-webgpu');
    return name;
  },
  webgl: async ({ forced }) => {
    const context = new OffscreenCanvas(1, 1).getContext('webgl2');
    if (!context) throw new Error('this browser has no WebGL 2');
    const info = context.getExtension('WEBGL_debug_renderer_info');
    const name = String(context.getParameter(info?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER));
    context.getExtension('WEBGL_lose_context')?.loseContext();
    if (SOFTWARE.test(name) && !forced) throw new Error('it is drawn by the CPU here');
    await import('@tensorflow/tfjs-backend-webgl');
    return name;
  },
  wasm: async ({ spareCores }) => {
    // Threads need a page that is isolated from others, and only the server can arrange that.
    const most = crossOriginIsolated && THREADS_ARE_SAFE ? MOST_THREADS : 1;
    const threads = Math.max(1, Math.min(most, navigator.hardwareConcurrency - spareCores));
    env().set('WASM_HAS_MULTITHREAD_SUPPORT', threads > 1);
    await supplyWasm({ threads: threads > 1 });
    setThreadsCount(threads);
    turnBeforeMultiplying();
    return threads === 1 ? 'one thread' : `${threads} threads`;
  },
  cpu: async () => 'plain JavaScript',
};

/**
 * Chooses the first backend on which a step of EM gives the same result as on the CPU, or the wanted one if it does so, too. `spareCores`
 * cores are left to other work.
 */
export async function chooseBackend(wanted: BackendName | 'auto', { spareCores }: { spareCores: number }): Promise<BackendTest[]> {
  enableProdMode();
  await setBackend('cpu');
  const expected = await emStep();
  const order = wanted === 'auto' ? backendNames : [wanted, ...backendNames.filter((name) => name !== wanted)];
  const tests: BackendTest[] = [];
  for (const name of order) {
    try {
      const detail = await loaders[name]({ forced: name === wanted, spareCores });
      if (!(await setBackend(name))) throw new Error('it does not start');
      const found = await emStep();
      const gap = Math.max(...found.map((value, i) => Math.abs(value - expected[i]!)));
      if (!(gap <= TOLERANCE)) throw new Error(`a step of EM differs from the CPU's by ${gap.toPrecision(2)}`);
      tests.push({ name, outcome: 'chosen', detail });
      return tests;
    } catch (error) {
      tests.push({ name, outcome: 'passed over', detail: (error as Error).message });
    }
  }
  throw new Error(`No backend works here: ${tests.map(({ name, detail }) => `${name}: ${detail}`).join('; ')}.`);
}

/** Returns the responsibilities after one step of a small RNN-EM, on the current backend. */
async function emStep(): Promise<Float32Array> {
  const side = 8;
  const model = rnnEm({ pixels: bernoulli(), ...staticShapesRnnEm({ etaShape: [side * side, 1], thetaSize: 16, seed: 1 }) });
  const gamma = tidy(() => {
    const image = tensor(
      Float32Array.from({ length: side * side }, (_, i) => ((i * 7) % 3 === 0 ? 1 : 0)),
      [1, 1, side * side, 1],
    );
    return model.step(model.init(initialGamma({ images: 1, components: 3, pixels: side * side, seed: 1 })), image, image).gamma;
  });
  const values = (await gamma.data<'float32'>()).slice();
  for (const owned of [gamma, ...variables(model.params)]) owned.dispose();
  return values;
}
