/** `123 456 789`, as people read a number out. Other servers' ids stay as they are. */
export function spacedNumber(callbackID: string): string {
  return /^\d+$/.test(callbackID) ? callbackID.replace(/\B(?=(\d{3})+$)/g, '\u00a0') : callbackID;
}
