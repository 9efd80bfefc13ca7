import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

export interface Follow {
  /** Entries below what is in sight. */
  readonly behind: boolean;
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
  const state = useRef({ stuck: true, pointed: false, onEnd });
  state.current.onEnd = onEnd;

  const measure = () => {
    const element = scroller.current;
    if (!element) return false;
    return element.clientHeight > 0 && element.scrollHeight - element.scrollTop - element.clientHeight < near;
  };
  const report = () => {
    const atEnd = measure();
    setBehind(!atEnd);
    state.current.onEnd(atEnd);
  };
  const toEnd = () => {
    const element = scroller.current;
    if (!element) return;
    state.current.stuck = true;
    element.scrollTop = element.scrollHeight;
    report();
  };
  const follow = () => {
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
      // While the agent reads, content that grows is no scrolling up.
      if (measure()) state.current.stuck = true;
      report();
    });
    for (const name of ['wheel', 'touchmove', 'pointerdown']) {
      on(element, name, () => requestAnimationFrame(() => (state.current.stuck = measure())));
    }
    on(element, 'keydown', () => requestAnimationFrame(() => (state.current.stuck = measure())));
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

  return { behind, toEnd };
}

function selects(element: HTMLElement | null): boolean {
  const selection = document.getSelection();
  return selection !== null && !selection.isCollapsed && element !== null && element.contains(selection.anchorNode);
}
