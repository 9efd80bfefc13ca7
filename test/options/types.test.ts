import { expect, expectTypeOf, test } from 'vitest';
import type { z } from 'zod';
import { type IwtOptions, optionsSchema } from '../../lib/options/schema.ts';

test('the documented type of the options is that of the schema', () => {
  expectTypeOf<Required<IwtOptions>>().toEqualTypeOf<Required<z.input<typeof optionsSchema>>>();
  expect(Object.keys(optionsSchema.shape)).toHaveLength(26);
});
