/** Elements by how the HTML standard has parsers treat them. */
const set = (names: string): ReadonlySet<string> => new Set(names.split(' '));

export const voids = set(
  'area base basefont bgsound br col embed frame hr image img input keygen link meta param source track wbr',
);
/** Their content is text without tags. */
export const rawTexts = set('style xmp iframe noembed noframes script');
/** As those, but with character references. */
export const rawTitles = set('title textarea');
/** Text after an element that was not closed is put into it again. */
export const formatting = set('a b big code em font i nobr s small strike strong tt u');
export const headings = set('h1 h2 h3 h4 h5 h6');
/** Text and other elements that stand in these, and not in a cell, are moved out of the table. */
export const tableParts = set('table tbody thead tfoot tr colgroup');
/** They may stand before the body without opening it. */
export const headParts = set(
  'base basefont bgsound frameset head html link meta noframes noscript script style template title',
);
/** They may stay without an end tag. */
export const optionalEnds = set(
  'li dt dd p option optgroup tr td th tbody thead tfoot colgroup caption rb rt rtc rp html head body',
);
export const closesParagraph = set(
  'address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer form h1 h2 h3 ' +
    'h4 h5 h6 header hgroup hr li dd dt listing main menu nav ol p plaintext pre search section summary table ul xmp',
);
export const special = set(
  'address applet area article aside base basefont bgsound blockquote body br button caption center col colgroup dd ' +
    'details dir div dl dt embed fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header ' +
    'hgroup hr html iframe img input keygen li link listing main marquee menu meta nav noembed noframes noscript ' +
    'object ol p param plaintext pre script search section select source style summary table tbody td template ' +
    'textarea tfoot th thead title tr track ul wbr xmp svg math',
);
/** Formatting that was left open inside ends with them. */
export const markers = set('applet caption marquee object td template th');

export const scope = set('applet caption html marquee object svg math table td template th');
export const buttonScope: ReadonlySet<string> = new Set([...scope, 'button']);
export const listScope: ReadonlySet<string> = new Set([...scope, 'ol', 'ul']);
export const tableScope = set('table template');
/** An `<li>`, `<dt>` or `<dd>` does not close one of its kind beyond these. */
export const listItemStops: ReadonlySet<string> = new Set(
  [...special].filter((name) => !['address', 'div', 'p'].includes(name)),
);
/** End tags of these close what was left open inside. */
export const blocks: ReadonlySet<string> = new Set(
  [...special].filter((name) => !voids.has(name) && !headings.has(name) && name !== 'p'),
);

/** Down to which a part of a table closes what is open. */
export const tableContexts: Readonly<Record<string, ReadonlySet<string>>> = {
  caption: tableScope,
  colgroup: tableScope,
  tbody: tableScope,
  thead: tableScope,
  tfoot: tableScope,
  col: set('table template colgroup'),
  tr: set('table template tbody thead tfoot'),
  td: set('table template tbody thead tfoot tr'),
  th: set('table template tbody thead tfoot tr'),
};

/** What a `<select>` may hold without readers of HTML disagreeing. */
export const inSelect = set('option optgroup hr script');
/** HTML elements that end an `<svg>` or `<math>` around them. */
export const breaksOut = set(
  'b big blockquote body br center code dd div dl dt em embed font h1 h2 h3 h4 h5 h6 head hr i img li listing menu ' +
    'meta nobr ol p pre ruby s small span strong strike sub sup table tt u ul var',
);
/** Inside `<svg>` or `<math>` they hold HTML; or they are read in another way there. */
export const notInForeign = set(
  'foreignobject annotation-xml textarea xmp iframe noembed noframes noscript plaintext select template',
);
/** Inside `<svg>` or `<math>` they may hold text only. */
export const textOnlyInForeign = set('title desc mi mo mn ms mtext');
