import type { Api } from './client/api.ts';
import type { Ports } from './client/ports.ts';
import type { Capabilities, Refusal, Reply } from './client/protocol.ts';

/** Rounds over the servers, as the original does at page load (visitor-protocol section 5.4), but with a pause. */
const ROUNDS = 3;
const PAUSE = 700;

/** The capabilities of the first server that answers, beginning with `first`. */
export async function loadConfiguration(
  ports: Ports,
  api: Api,
  first: number,
): Promise<Reply<{ readonly server: number; readonly capabilities: Capabilities }>> {
  let refusal: Refusal = { ok: false, reason: 'error.http.0', lost: true, params: {} };
  for (let step = 0; step < ROUNDS * api.servers; step += 1) {
    if (step > 0) await new Promise<void>((resolve) => void ports.clock.after(PAUSE, resolve));
    const server = (first + step) % api.servers;
    const reply = await api.configuration(server);
    if (reply.ok) return { ok: true, value: { server, capabilities: reply.value } };
    refusal = reply;
  }
  return refusal;
}
