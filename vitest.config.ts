import { defineConfig } from 'vitest/config';

// The same every time; `IWT_TEST_SEED=random` looks for what this one does not find.
const given = process.env.IWT_TEST_SEED ?? '20260105';
const seed = given === 'random' ? Math.floor(Math.random() * 0x7fffffff) : Number(given);
process.env.IWT_TEST_SEED = String(seed);

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Every test brings its own database, ports and clock, so files may run in any order and beside each other.
    sequence: { shuffle: true, seed },
    // A worker for every core: tests wait for databases and browsers much of the time.
    maxWorkers: '100%',
    setupFiles: ['./test/support/seed.ts'],
    reporters: ['default', './test/support/summary-reporter.ts'],
    // A test that starts ten processes one after the other takes most of a minute when others want the cores, too.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Vitest's own second is shorter than what a browser or a started process needs on a busy machine.
    expect: { poll: { timeout: 20_000 } },
  },
});
