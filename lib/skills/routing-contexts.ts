import * as limits from '../wire/limits.ts';
import { clean, refuse, within } from '../wire/visitor-input.ts';
import { printXml } from '../wire/xml.ts';

/** What a page says about the kind of help it wants, such as category `Product`, context `Invoices`. */
export interface RoutingContext {
  readonly category: string;
  readonly context: string;
}

/** What a visitor's page says, and the interaction's attributes that keep it. */
export interface ReadContexts {
  readonly contexts: readonly RoutingContext[];
  readonly attributes: Readonly<Record<string, string>>;
}

/**
 * Contexts as they came from the wire. The attribute `RoutingContexts` holds them as handlers read them: well-formed XML
 * (handlers-and-site section 4.8); without any it is absent.
 * @throws IwtError `request.invalid`
 */
export function readRoutingContexts(given: readonly RoutingContext[] = []): ReadContexts {
  if (given.length === 0) return { contexts: [], attributes: {} };
  if (given.length > limits.MAX_ROUTING_CONTEXTS) {
    throw refuse('request.invalid', 'Too many routing contexts.', 'routingContexts');
  }
  const contexts = given.map(({ category, context }) => ({ category: read(category), context: read(context) }));
  const xml = printXml(
    'RoutingContexts',
    contexts.map(({ category, context }) => ({ Context: context, Category: category })),
  );
  return { contexts, attributes: { RoutingContexts: within(xml, limits.MAX_ATTRIBUTE_VALUE, 'routingContexts') } };
}

function read(text: string): string {
  return clean(within(text, limits.MAX_ROUTING_CONTEXT, 'routingContexts'));
}
