import type { HandlerContext } from '../handlers/handler.ts';
import { wellFormed } from '../wire/visitor-input.ts';

/** Hidden arguments (handlers-and-site section 3.1): what a site's owner writes into the form that calls a page. */
const hidden = ['Chat', 'Callback', 'Title', 'Banner', 'CssUrl'] as const;

/** Characters of a title. */
const MAX_TITLE = 100;
/** Characters of what is searched for; nobody has a longer name. */
const MAX_SEARCHED = 64;

export interface Look {
  /** Types that the page may offer. */
  readonly chat: boolean;
  readonly callback: boolean;
  readonly title: string | undefined;
  /** File below the image path. */
  readonly banner: string | undefined;
  /** Style sheet, from the root. */
  readonly cssUrl: string | undefined;
  /** The arguments that count, to be sent along with the next search. */
  readonly hidden: readonly (readonly [name: string, value: string])[];
}

/** What cannot be used is left out, as if it had not been sent: anybody can write an address. */
export function readLook(ctx: Pick<HandlerContext, 'argument' | 'form'>): Look {
  const say = (name: string) => fieldOf(ctx, name).trim();
  const title = wellFormed(say('Title').slice(0, MAX_TITLE)).trim() || undefined;
  const banner = isFileName(say('Banner')) ? say('Banner') : undefined;
  const cssUrl = isBelowRoot(say('CssUrl')) ? say('CssUrl') : undefined;
  const chat = isOn(say('Chat'));
  const callback = isOn(say('Callback'));
  const kept = { Chat: chat ? '' : '0', Callback: callback ? '' : '0', Title: title, Banner: banner, CssUrl: cssUrl };
  return {
    ...{ chat, callback, title, banner, cssUrl },
    hidden: hidden.flatMap((name) => (kept[name] ? [[name, kept[name]] as const] : [])),
  };
}

/** What a search asks for. */
export function readWanted(ctx: Pick<HandlerContext, 'argument' | 'form'>) {
  const say = (name: string) => wellFormed(fieldOf(ctx, name).trim().slice(0, MAX_SEARCHED));
  return { firstName: say('FirstName'), lastName: say('LastName'), department: say('Department') };
}

/** A request as a link, also when it came as a form; what is empty is left out. */
export function linkTo(event: string, items: readonly (readonly [name: string, value: string])[]): string {
  const said = [['event', event], ...items.filter(([, value]) => value !== '')];
  return `?${new URLSearchParams(said as [string, string][])}`;
}

/** A field of the form, else a command-line argument, in any letter case. */
function fieldOf({ argument, form }: Pick<HandlerContext, 'argument' | 'form'>, name: string): string {
  const folded = name.toLowerCase();
  for (const [sent, [value]] of form) if (sent.toLowerCase() === folded) return value ?? '';
  return argument(name);
}

function isOn(value: string): boolean {
  return value !== '0';
}

function isFileName(value: string): boolean {
  return /^[\w-][\w. -]{0,99}$/.test(value);
}

/** A style sheet among the site's files; neither another site nor a folder above the root. */
function isBelowRoot(value: string): boolean {
  return /^(?:[\w-][\w.-]{0,99}\/){0,9}[\w-][\w.-]{0,99}\.css$/.test(value);
}
