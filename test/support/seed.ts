import fc from 'fast-check';

// vitest.config.ts has chosen it: properties try the same values in every run, unless somebody asks for others.
fc.configureGlobal({ seed: Number(process.env.IWT_TEST_SEED) });
