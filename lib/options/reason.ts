import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** What is wrong, as the end of a sentence that begins with the option. */
export function reasonOf(error: z.ZodError): string {
  const { issue } = deepest(error);
  if (issue?.code === 'unrecognized_keys') return `has no part "${issue.keys[0]}"`;
  const message = issue?.message ?? 'is not valid';
  return /^(must|may)\b/.test(message) ? message : `is not valid: ${message}`;
}

/** Where it is, such as `cic.servers`. */
export function placeOf(error: z.ZodError): string {
  return deepest(error)
    .path.filter((part) => typeof part === 'string')
    .join('.');
}

/** Of a value that may have one of several forms, what is wrong with the form that comes nearest. */
function deepest({ issues: [first] }: { readonly issues: readonly Issue[] }): {
  readonly issue: Issue | undefined;
  readonly path: readonly PropertyKey[];
} {
  if (first?.code !== 'invalid_union') return { issue: first, path: first?.path ?? [] };
  const forms = first.errors.map((issues) => deepest({ issues }));
  const nearest = forms.find(({ issue }) => issue?.code !== 'invalid_type') ?? forms[0];
  return { issue: nearest?.issue, path: [...first.path, ...(nearest?.path ?? [])] };
}
