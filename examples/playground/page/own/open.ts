import type { Picture } from '@neural-em/datasets/fit';
import { unknownObject } from '../../shared/picture.ts';
import { showing } from '../../shared/show-source.ts';
import { byId } from '../dom.ts';
import type { Store } from '../store.ts';
import { takePicture } from './camera.ts';
import { preview } from './preview.ts';
import { readFrames } from './read.ts';

export interface OwnOptions {
  /** Takes the frames of the reader's own video, [T, H, W]. */
  readonly setClip: (frames: Float32Array) => void;
  /** Opens a file that holds a model. */
  readonly openModel: (file: File) => Promise<void>;
  readonly notify: (message: string) => void;
}

/** Lets the reader open pictures and videos: by paste, drop, file dialog or camera. Nothing is sent anywhere. */
export function createOwn(store: Store, { setClip, openModel, notify }: OwnOptions): void {
  const input = byId<HTMLInputElement>('own-file');
  const use = async (pictures: readonly Picture[]) => {
    const frames = await preview(pictures);
    if (!frames) return;
    if (pictures.length === 1) {
      const changes = store.state.source === 'picture' ? {} : showing('picture', store.state);
      store.update({ ...changes, objects: [unknownObject(frames) ?? []].flat() });
      return;
    }
    setClip(frames);
    store.update({ ...showing('clip', store.state), scene: store.state.scene + 1 });
  };
  const attempt = (work: () => Promise<unknown>) => void work().catch((error: Error) => notify(error.message));
  const open = (files: Iterable<File>) => {
    const [file] = files;
    if (file) attempt(async () => (file.name.endsWith('.safetensors') ? openModel(file) : use(await readFrames(file))));
  };

  byId('own-choose').addEventListener('click', () => input.click());
  input.addEventListener('change', () => {
    open(input.files ?? []);
    input.value = '';
  });
  byId('own-camera').addEventListener('click', () =>
    attempt(async () => {
      const picture = await takePicture();
      if (picture) await use([picture]);
    }),
  );
  document.addEventListener('paste', (event) => open(event.clipboardData?.files ?? []));
  // Without this, the browser would leave the page and show the dropped file.
  document.addEventListener('dragover', (event) => event.preventDefault());
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    open(event.dataTransfer?.files ?? []);
  });
}
