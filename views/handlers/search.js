/*
 * For pages with forms and links that lead to handlers: they go to whichever server of a switchover pair answers.
 *
 * <script src="js/search.js" defer data-configure></script> does it for all of them; without data-configure the page calls
 * the function itself. Without JavaScript they lead to the server that the page names.
 */

/**
 * @param {string[]} [serverFragments] folders of the handler pages, below the folder that the forms' addresses begin with
 * @param {string[]} [formIds] absent: all forms whose address ends with doHTMLRequest
 */
function configureFormsForSwitchover(serverFragments, formIds) {
  const fragments = serverFragments?.length ? serverFragments : ['WebServices/Server1', 'WebServices/Server2'];
  const patience = 3000;
  const fresh = 30000;
  const handler = /\/doHTMLRequest\/?$/i;
  let active = 0;
  let answeredAt = Number.NEGATIVE_INFINITY;

  /** Address of the handler page at a server, in the same site as `address`; undefined when that is none. */
  function at(address, fragment) {
    const url = new URL(address, document.baseURI);
    if (url.origin !== location.origin || !handler.test(url.pathname)) return undefined;
    const folder = url.pathname.replace(handler, '');
    const known = fragments.find((each) => folder.toLowerCase().endsWith(`/${each.toLowerCase()}`));
    const root = known === undefined ? new URL('.', document.baseURI).pathname : folder.slice(0, -known.length);
    url.pathname = `${root}${fragment}/doHTMLRequest`;
    return url;
  }

  function forms() {
    if (!formIds) return [...document.forms].filter((form) => at(form.action, fragments[0]));
    return formIds.map((id) => document.getElementById(id)).filter((form) => form instanceof HTMLFormElement);
  }

  function lead() {
    const fragment = fragments[active];
    for (const form of forms()) form.action = at(form.action, fragment) ?? form.action;
    for (const link of document.links) {
      const target = at(link.href, fragment);
      if (target) link.href = target;
    }
  }

  async function answers(fragment, form) {
    const url = at(form.action, fragment);
    if (!url) return false;
    url.search = '?event=CgiTest';
    try {
      return (await fetch(url, { cache: 'no-store', signal: AbortSignal.timeout(patience) })).ok;
    } catch {
      return false;
    }
  }

  /** The one that answered last is asked first. When none answers, all stays as the page has it: the first. */
  async function choose() {
    const [form] = forms();
    if (!form) return;
    const order = [active, ...fragments.keys()].filter((each, place, all) => all.indexOf(each) === place);
    let found;
    for (const each of order) {
      if (await answers(fragments[each], form)) {
        found = each;
        break;
      }
    }
    active = found ?? 0;
    if (found !== undefined) answeredAt = performance.now();
    lead();
  }

  let chosen;
  const chooseOnce = () => {
    chosen ??= choose().finally(() => {
      chosen = undefined;
    });
    return chosen;
  };

  for (const form of forms()) {
    let sending = false;
    form.addEventListener('submit', (event) => {
      if (sending || performance.now() - answeredAt < fresh) return;
      event.preventDefault();
      chooseOnce().then(() => {
        sending = true;
        form.requestSubmit(event.submitter);
        sending = false;
      });
    });
  }
  chooseOnce();
}

if (document.currentScript?.hasAttribute('data-configure')) configureFormsForSwitchover();
