export { type LoadMnistOptions, loadMnist } from './load.ts';
