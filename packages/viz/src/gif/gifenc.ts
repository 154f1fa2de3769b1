/// <reference path="./gifenc.d.ts" />
import * as module from 'gifenc';

/** Node gives this CommonJS library as the default export, bundlers its named ones. */
export const gifenc = 'GIFEncoder' in module.default ? module.default : module;
