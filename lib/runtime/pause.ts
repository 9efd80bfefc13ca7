/**
 * Real waiting, for what happens outside this process (another process holds a lock). Unlike `Clock.after` it keeps the
 * process alive and cannot be moved by a test.
 */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
