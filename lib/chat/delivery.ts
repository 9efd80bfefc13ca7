/**
 * Who has got what, for one visitor. Numbers are positions in the visitor's stream of events, from 0. A poll carries no
 * acknowledgement, so what a poll claimed counts as delivered once its response was sent in full; until then later polls
 * get nothing, which keeps the order. Pure apart from the mailbox it is given.
 */
export interface Mailbox {
  /** Everything below is with the client, as far as can be known. */
  delivered: number;
  /** How many events there are: the number of the next one. */
  visible: number;
  /** What a poll carries right now. */
  claim: Claim | null;
  /** The newest claim that was settled as delivered; it can be taken back while nothing came after it. */
  settled: Claim | null;
}

export interface Claim {
  readonly from: number;
  readonly to: number;
  readonly at: number;
}

/** A claim that was neither sent nor broken after this time is taken as broken: clients give up after 12 s. */
export const CLAIM_LEASE_MS = 15_000;

/**
 * A mailbox of which `delivered` events are known to have arrived. That may be more than this node has heard of yet, when
 * the visitor came by another one before.
 */
export function openMailbox(delivered: number, visible: number): Mailbox {
  return { delivered, visible, claim: null, settled: null };
}

/** Claims everything that is new; null: nothing is, or another poll carries it. */
export function claimNew(box: Mailbox, now: number): Claim | null {
  if (box.claim !== null && now - box.claim.at < CLAIM_LEASE_MS) return null;
  box.claim = box.delivered < box.visible ? { from: box.delivered, to: box.visible, at: now } : null;
  return box.claim;
}

/** What was delivered elsewhere meanwhile is known by now: the claim is for the rest only, or for nothing. */
export function claimRest(box: Mailbox, claim: Claim, now: number): Claim | null {
  // Whoever ended the claim carries what it was for.
  if (box.claim !== claim) return null;
  box.claim = null;
  return claimNew(box, now);
}

/** Nothing from number `to` on was there after all: what comes next must not count as delivered with this claim. */
export function cutClaim(box: Mailbox, claim: Claim, to: number): Claim | null {
  const rest = to > claim.from ? { ...claim, to } : null;
  if (box.claim === claim) box.claim = rest;
  return rest;
}

/** The claim's response was sent in full (true) or broke (false). Answers whether `delivered` moved. */
export function settleClaim(box: Mailbox, claim: Claim, delivered: boolean): boolean {
  if (box.claim === claim) {
    box.claim = null;
    if (!delivered) return false;
    box.delivered = claim.to;
    box.settled = claim;
    return true;
  }
  // The socket died after the last byte was handed to it, and nothing followed.
  const untouched = box.settled === claim && box.claim === null && box.delivered === claim.to;
  if (delivered || !untouched) return false;
  box.delivered = claim.from;
  box.settled = null;
  return true;
}

/**
 * The client itself says that it has everything below `next`; whatever a poll may carry is then beside the point.
 * Answers whether `delivered` moved.
 */
export function acknowledge(box: Mailbox, next: number): boolean {
  box.claim = null;
  if (next <= box.delivered) return false;
  box.delivered = Math.min(next, box.visible);
  box.settled = null;
  return true;
}

/** The client starts over: what an unfinished answer carries is carried again by the next one. */
export function startOver(box: Mailbox): void {
  box.claim = null;
  box.settled = null;
}

/** All there is has been delivered, and nobody carries anything. */
export function isDrained(box: Mailbox): boolean {
  return box.claim === null && box.delivered >= box.visible;
}
