/** A keyboard takes at least so much, in pixels; less is a browser's bar. */
const KEYBOARD = 120;

/**
 * Where a phone lays its keyboard over the page instead of making the page smaller, tells the style sheet the height that
 * is left, so that the compose box stays in sight.
 */
export function followKeyboard(container: HTMLElement): void {
  const visible = window.visualViewport;
  if (!visible) return;
  visible.addEventListener('resize', () => {
    const covered = window.innerHeight - visible.height > KEYBOARD && visible.scale < 1.05;
    if (covered) {
      container.style.setProperty('--iwt-visible-height', `${visible.height}px`);
      window.scrollTo(0, 0);
    } else {
      container.style.removeProperty('--iwt-visible-height');
    }
  });
}
