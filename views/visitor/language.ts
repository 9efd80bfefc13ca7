/**
 * Which language file to load: the first of `wanted` that is there, by the rules of the original client (visitor-protocol
 * section 15.2), otherwise `fallback`, otherwise the first there is. `available` holds lower-case codes.
 */
export function chooseLanguage(wanted: readonly string[], available: readonly string[], fallback: string): string {
  for (const tag of [...wanted, fallback]) {
    const found = candidates(tag.toLowerCase()).find((code) => available.includes(code));
    if (found !== undefined) return found;
  }
  return available[0] ?? 'en-us';
}

function candidates(tag: string): readonly string[] {
  const [base = '', ...rest] = tag.split('-');
  if (base === 'pt') return [tag, 'pt-br'];
  if (base === 'en') return [tag, 'en-us'];
  if (base === 'nb' || base === 'nn') return [tag, 'no'];
  if (base === 'zh') {
    const traditional =
      rest.includes('hant') || (!rest.includes('hans') && ['hk', 'tw', 'mo'].some((region) => rest.includes(region)));
    return [traditional ? 'zh-hant' : 'zh-hans'];
  }
  return [tag, base];
}
