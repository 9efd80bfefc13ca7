import express from 'express';
import { expect, test, vi } from 'vitest';
import { mounts } from './mounts.ts';

// A host with Express 4 has no other, so the package gets it too.
vi.mock('express', () => import('express4'));

test('this really is Express 4', () => {
  expect(express()).toHaveProperty('lazyrouter');
});

mounts(express);
