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
  const socket = res.socket;
  if (socket === null || res.destroyed) {
    settle(false);
    return;
  }
  res.once('finish', () => {
    settle(true);
    watchSocket(socket, settle);
  });
  res.once('close', () => {
    if (!res.writableFinished) settle(false);
  });
}

const watched = new WeakMap<Socket, () => void>();

/** A kept-alive socket is watched for its latest such answer only. */
function watchSocket(socket: Socket, settle: Settle): void {
  const former = watched.get(socket);
  if (former) socket.off('error', former);
  const received = socket.bytesRead;
  const onError = () => {
    if (socket.bytesRead === received) settle(false);
  };
  watched.set(socket, onError);
  socket.once('error', onError);
}
