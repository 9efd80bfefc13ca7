import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

export interface Follow {
  /** Entries below what is in sight. */
  readonly behind: boolean;
  /** The same at this moment, before it is drawn. */
  isBehind(): boolean;
  /** Goes to the newest entry. */
  toEnd(): void;
}

/** Pixels from the end that still count as the end. */
const near = 24;

/**
 * Keeps a transcript at its end while the agent is there, and leaves it alone while the agent reads: scrolled up, with text
 * selected, or with the pointer on it and moved since the last key. `content` changes with whatever is drawn; `onEnd` is told
 * whether the end is in sight.
 */
export function useFollow(scroller: RefObject<HTMLElement>, content: unknown, onEnd: (atEnd: boolean) => void): Follow {
  const [behind, setBehind] = useState(false);
  const state = useRef({ stuck: true, pointed: false, behind: false, top: 0, onEnd });
  state.current.onEnd = onEnd;

  const measure = () => {
    const element = scroller.current;
    if (!element) return false;
    return element.clientHeight > 0 && element.scrollHeight - element.scrollTop - element.clientHeight < near;
  };
  const report = () => {
    const atEnd = measure();
    state.current.behind = !atEnd;
    setBehind(!atEnd);
    state.current.onEnd(atEnd);
  };
  /** Content that grows moves nothing up; only the agent does. */
  const notice = () => {
    const element = scroller.current;
    if (!element) return;
    if (measure()) state.current.stuck = true;
    else if (element.scrollTop < state.current.top - 1) state.current.stuck = false;
    state.current.top = element.scrollTop;
  };
  const toEnd = () => {
    const element = scroller.current;
    if (!element) return;
    state.current.stuck = true;
    element.scrollTop = element.scrollHeight;
    state.current.top = element.scrollTop;
    report();
  };
  const follow = () => {
    notice();
    if (state.current.stuck && !state.current.pointed && !selects(scroller.current)) toEnd();
    else report();
  };

  useLayoutEffect(follow, [content]);

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const abort = new AbortController();
    const on = (target: EventTarget, name: string, run: (event: Event) => void) =>
      target.addEventListener(name, run, { signal: abort.signal, passive: true });
    const leave = () => {
      state.current.pointed = false;
      follow();
    };
    on(element, 'scroll', () => {
      notice();
      report();
    });
    on(element, 'pointermove', (event) => {
      if ((event as PointerEvent).pointerType === 'mouse') state.current.pointed = true;
    });
    on(element, 'pointerleave', leave);
    on(document, 'keydown', (event) => {
      if (state.current.pointed && !element.contains(event.target as Node)) leave();
    });
    const sizes = new ResizeObserver(follow);
    sizes.observe(element);
    for (const child of element.children) sizes.observe(child);
    return () => {
      abort.abort();
      sizes.disconnect();
    };
  }, []);

  return { behind, isBehind: () => state.current.behind, toEnd };
}

function selects(element: HTMLElement | null): boolean {
  const selection = document.getSelection();
  return element !== null && selection?.isCollapsed === false && element.contains(selection.anchorNode);
}
