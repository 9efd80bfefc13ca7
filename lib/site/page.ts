/**
 * The visitor's page without its links to pages of our own engine, such as the form that asks for a callback without
 * JavaScript: in front of CIC servers, nobody would see what is written there.
 */
export function withoutOwnPages(html: string): string {
  return html.replace(/<span data-iwt-own>.*?<\/span>/gs, '');
}
