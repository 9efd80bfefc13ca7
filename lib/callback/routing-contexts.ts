import * as limits from '../wire/limits.ts';
import { clean, refuse, within } from '../wire/visitor-input.ts';
import { printXml } from '../wire/xml.ts';

/** What a page says about the kind of help it wants, such as category `Product`, context `Invoices`. */
export interface RoutingContext {
  readonly category: string;
  readonly context: string;
}

/** The form in which handlers read them (handlers-and-site section 4.8); empty when there are none. */
export function routingContextsXml(contexts: readonly RoutingContext[]): string {
  if (contexts.length === 0) return '';
  if (contexts.length > limits.MAX_ROUTING_CONTEXTS) {
    throw refuse('request.invalid', 'Too many routing contexts.', 'routingContexts');
  }
  const xml = printXml(
    'RoutingContexts',
    contexts.map(({ category, context }) => ({ Context: read(context), Category: read(category) })),
  );
  return within(xml, limits.MAX_ATTRIBUTE_VALUE, 'routingContexts');
}

function read(text: string): string {
  return clean(within(text, limits.MAX_ROUTING_CONTEXT, 'routingContexts'));
}
