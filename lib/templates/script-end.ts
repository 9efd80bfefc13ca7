/**
 * Where the content of a `<script>` ends, or undefined when nothing ends it. A `</script>` does not count after `<!--`
 * and `<script`, until a `-->` or another `</script>`: the script data escaped states of the HTML standard.
 */
export function scriptEnd(source: string, from: number): number | undefined {
  const mark = /<!--|-->|<(?<close>\/?)script(?=[\t\n\f\r />])/gi;
  mark.lastIndex = from;
  let escaped = false;
  let nested = false;
  for (let found = mark.exec(source); found; found = mark.exec(source)) {
    const [text] = found;
    if (text === '<!--') {
      escaped = true;
      // The same hyphens may close it: `<!-->`.
      mark.lastIndex = found.index + 2;
    } else if (text === '-->') {
      escaped = false;
      nested = false;
    } else if (found.groups?.close) {
      if (!nested) return found.index;
      nested = false;
    } else if (escaped) {
      nested = true;
    }
  }
  return undefined;
}
