import type { Picture } from '@neural-em/datasets/fit';
import { h } from '../dom.ts';
import { OwnPictureError, pixelsOf } from './read.ts';

/** Shows the image of the camera; resolves with the picture that the reader takes, or undefined, after switching the camera off. */
export async function takePicture(): Promise<Picture | undefined> {
  const stream = await navigator.mediaDevices?.getUserMedia({ video: true }).catch((error: Error) => {
    throw new OwnPictureError(`There is no picture from the camera: ${error.message}.`, { cause: error });
  });
  if (!stream) throw new OwnPictureError('A camera needs a page from https or from this machine.');
  const video = h('video', { playsinline: true, 'aria-label': 'What the camera sees' });
  video.muted = true;
  video.srcObject = stream;
  const take = h('button', { type: 'submit', class: 'primary', value: 'take', disabled: true }, 'Take picture');
  const form = h(
    'form',
    { method: 'dialog' },
    h('h2', { id: 'camera-title' }, 'Camera'),
    video,
    h('p', { class: 'caption' }, 'What it sees stays in this page and is sent nowhere. Dark shapes drawn on white paper work well.'),
    h('div', { class: 'buttons' }, take, h('button', { type: 'submit', value: '' }, 'Cancel')),
  );
  const dialog = h('dialog', { class: 'panel', 'aria-labelledby': 'camera-title' }, form);
  document.body.append(dialog);
  dialog.showModal();
  video.addEventListener('playing', () => {
    take.disabled = false;
  });
  void video.play();
  return new Promise((resolve, reject) => {
    dialog.addEventListener('close', () => {
      try {
        resolve(dialog.returnValue === 'take' ? pixelsOf(video, { width: video.videoWidth, height: video.videoHeight }) : undefined);
      } catch (error) {
        reject(error);
      } finally {
        for (const track of stream.getTracks()) track.stop();
        dialog.remove();
      }
    });
  });
}
