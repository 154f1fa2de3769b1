import fc from 'fast-check';

// A property draws the same cases on every machine and day, so that a failure can be repeated. Another seed draws others.
fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 1) });
