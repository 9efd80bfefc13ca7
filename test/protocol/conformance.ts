import { callerOf, type Target } from './caller.ts';
import { agents } from './conformance-agent.ts';
import { callbacks } from './conformance-callback.ts';
import { chats } from './conformance-chat.ts';
import { refusals } from './conformance-refusals.ts';
import { accounts, configuration, queues, xml } from './conformance-rest.ts';

/**
 * The acceptance checklist of the visitor protocol (visitor-protocol section 21) over HTTP. It knows nothing of the server
 * but its address, so it can be run against any.
 */
export function conformance(target: () => Target): void {
  const caller = callerOf(target);
  configuration(caller);
  chats(caller);
  agents(caller);
  callbacks(caller);
  refusals(caller);
  queues(caller);
  accounts(caller);
  xml(caller);
}
