/** What is wrong: by field, and with the whole (`form`), in words for the visitor. */
export type Problems = Readonly<Record<string, string>>;

/** Removes what the visitor is just correcting. */
export function without(problems: Problems, ...fields: readonly string[]): Problems {
  return Object.fromEntries(Object.entries(problems).filter(([field]) => !fields.includes(field)));
}
