export { type CacheOptions, cacheOnDisk } from './cache.ts';
