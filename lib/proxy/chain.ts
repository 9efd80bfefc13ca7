/** A member of a chain. The chain alone sets these. */
export interface Link {
  previous: Link | undefined;
  next: Link | undefined;
}

/**
 * A set whose members come and go all the time. A `Set` would replace its table every few dozen changes, and the garbage
 * collector keeps what the old ones hold until its next full turn; that doubles the price of a request.
 */
export class Chain<T extends Link> {
  size = 0;
  private readonly end: Link = { previous: undefined, next: undefined };

  constructor() {
    this.end.previous = this.end;
    this.end.next = this.end;
  }

  /** Behind the others. It is in no chain. */
  add(member: T): void {
    const last = this.end.previous as Link;
    member.previous = last;
    member.next = this.end;
    last.next = member;
    this.end.previous = member;
    this.size++;
  }

  /** Does nothing when it is in none. */
  remove(member: T): void {
    const { previous, next } = member;
    if (previous === undefined || next === undefined) return;
    previous.next = next;
    next.previous = previous;
    member.previous = undefined;
    member.next = undefined;
    this.size--;
  }

  /** In the order in which they came. */
  all(): T[] {
    const members: T[] = [];
    for (let one = this.end.next as Link; one !== this.end; one = one.next as Link) members.push(one as T);
    return members;
  }
}
