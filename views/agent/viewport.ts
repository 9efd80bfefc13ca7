/** Where the on-screen keyboard lies over the page instead of shrinking it, the page takes the height that is left. */
export function followViewport(): void {
  const viewport = window.visualViewport;
  if (!viewport) return;
  const { style } = document.documentElement;
  const fit = () => {
    // Zoomed in by hand, the visible part says nothing about the keyboard.
    const covered = viewport.scale === 1 && window.innerHeight - viewport.height > 80;
    if (covered) style.setProperty('--console-height', `${viewport.height}px`);
    else style.removeProperty('--console-height');
    if (covered) window.scrollTo(0, 0);
  };
  viewport.addEventListener('resize', fit);
}
