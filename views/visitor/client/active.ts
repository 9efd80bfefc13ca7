import { isStandby, type Reply } from './protocol.ts';

/**
 * Asks a server and, while that says that it is only the standby, the next one. A standby surely did nothing, so nothing
 * happens twice; of any other failure that is not sure, so it is the visitor's to try again.
 */
export async function fromActive<T>(
  servers: number,
  first: number,
  ask: (server: number) => Promise<Reply<T>>,
): Promise<{ readonly server: number; readonly reply: Reply<T> }> {
  for (let step = 0; ; step += 1) {
    const server = (first + step) % servers;
    const reply = await ask(server);
    if (reply.ok || !isStandby(reply) || step === servers - 1) return { server, reply };
  }
}
