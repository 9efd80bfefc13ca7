import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Told true when the answer went out in full, false when it broke; false may still follow true. */
export type Settle = (delivered: boolean) => void;

/**
 * Reports whether an answer reached its reader. A poll carries no acknowledgement, so an answer counts as delivered when
 * its last byte was handed to the system, and no longer so when the socket then fails before the client's next request
 * on it: that the client sends again is the only sign that it got what was before.
 */
export function watchDelivery(res: ServerResponse, settle: Settle): void {
  // Not `res.socket`, which a pipelined answer gets only when its turn has come.
  const { socket } = res.req;
  if (socket.destroyed) {
    settle(false);
    return;
  }
  let sent = false;
  let lost = false;
  const lose = () => {
    if (!lost) settle(false);
    lost = true;
  };
  // Bytes received later than this are the next request.
  const received = socket.bytesRead;
  watchErrors(socket, () => {
    if (!sent || socket.bytesRead === received) lose();
  });
  // Node says "finish" for a failed socket too, once it has given up on the rest.
  res.once('finish', () => {
    if (lost || socket.destroyed) return lose();
    sent = true;
    settle(true);
  });
  res.once('close', () => {
    if (!sent) lose();
  });
}

const watched = new WeakMap<Socket, () => void>();

/** A kept-alive socket is watched for its latest such answer only. */
function watchErrors(socket: Socket, onError: () => void): void {
  const former = watched.get(socket);
  if (former) socket.off('error', former);
  watched.set(socket, onError);
  socket.once('error', onError);
}
