import type { Socket } from 'node:net';
import { Chain, type Link } from '../proxy/chain.ts';

/** Somebody who wants to know when the visitor has gone. */
export interface Staying extends Link {
  left(): void;
}

/**
 * Tells when a visitor's connection closes. One listener for each connection rather than for each request: adding one to
 * a response costs a good deal where Express has changed its prototype.
 */
export interface Leaving {
  watch(socket: Socket, one: Staying): void;
  unwatch(socket: Socket, one: Staying): void;
}

export function createLeaving(): Leaving {
  const connections = new WeakMap<Socket, Chain<Staying>>();

  function chainOf(socket: Socket): Chain<Staying> {
    const known = connections.get(socket);
    if (known) return known;
    const made = new Chain<Staying>();
    connections.set(socket, made);
    socket.once('close', () => {
      for (const one of made.all()) one.left();
    });
    return made;
  }

  return {
    watch: (socket, one) => chainOf(socket).add(one),
    unwatch: (socket, one) => connections.get(socket)?.remove(one),
  };
}
