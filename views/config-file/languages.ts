/** Languages that our own pages are shipped in: the files in views/locales. */
export const shippedLanguages = ['en-us'] as const;
