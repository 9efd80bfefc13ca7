/** One server-sent event as it stands on the wire. */
export interface WireEvent {
  readonly event: string;
  readonly data: string;
  /** The last id seen, which may be older than this event. */
  readonly id: string;
}

export interface EventParser {
  /** Takes the next piece of the stream, cut anywhere, and returns the events it completes. */
  feed(piece: string): readonly WireEvent[];
}

/** Parses `text/event-stream` (HTML standard, section 9.2.6). */
export function createEventParser(): EventParser {
  let rest = '';
  let first = true;
  let event = '';
  let data: string[] = [];
  let id = '';

  const takeLine = (line: string): WireEvent | undefined => {
    if (line === '') {
      const complete = data.length > 0 ? { event: event || 'message', data: data.join('\n'), id } : undefined;
      event = '';
      data = [];
      return complete;
    }
    const colon = line.indexOf(':');
    if (colon === 0) return undefined;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'event') event = value;
    else if (field === 'data') data.push(value);
    else if (field === 'id' && !value.includes('\0')) id = value;
    return undefined;
  };

  return {
    feed(piece) {
      let text = rest + piece;
      if (first && text.length > 0) {
        first = false;
        if (text.startsWith('\uFEFF')) text = text.slice(1);
      }
      const events: WireEvent[] = [];
      let start = 0;
      for (const match of text.matchAll(/\r\n|\n|\r/g)) {
        // A carriage return at the very end may be half of a line end.
        if (match[0] === '\r' && match.index === text.length - 1) break;
        const complete = takeLine(text.slice(start, match.index));
        if (complete) events.push(complete);
        start = match.index + match[0].length;
      }
      rest = text.slice(start);
      return events;
    },
  };
}
