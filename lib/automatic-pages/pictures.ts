import path from 'node:path';
import type { ListedAgent } from './agent.ts';

/** Picture of each documented status (handlers-and-site section 3.2); any other one has that of `Do not disturb`. */
const statuses: Readonly<Record<string, string>> = {
  Available: 'Avail.gif',
  'Available (but connected to another call)': 'OnPhone.gif',
  'Follow up': 'Followup.gif',
  'At lunch': 'Lunch.gif',
  'In a meeting': 'Meeting.gif',
  'At a training session': 'Train.gif',
  'Gone home': 'AtHome.gif',
  'Out of the office': 'Outoff.gif',
  'Out of town': 'OutTown.gif',
  'On vacation': 'Vacation.gif',
};

/** The status as visitors see it: the documented name, or `away` for somebody who is not there although it says so. */
export function shownStatus({ status, present, busy }: Pick<ListedAgent, 'status' | 'present' | 'busy'>): string {
  if (!status.available) return status.name;
  if (!present) return 'away';
  return busy ? 'Available (but connected to another call)' : status.name;
}

export function statusPicture(shown: string): string {
  if (shown === 'away') return 'Outoff.gif';
  return Object.hasOwn(statuses, shown) ? (statuses[shown] as string) : 'DND.gif';
}

/**
 * Folder of the pictures as a page names it. *Web Event Image Path* is relative to `<root>/WebServices/`, and pages lie
 * deeper than that (handlers-and-site section 3.2), so it is worked out here; relative, so that it is right below any mount
 * path and behind any gateway.
 * @param toRoot way from the page to the root, such as `../../`
 */
export function pictureFolder(imagePath: string, toRoot: string): string {
  const folder = imagePath.endsWith('/') ? imagePath : `${imagePath}/`;
  return folder.startsWith('/') ? folder : path.posix.normalize(`./${toRoot}WebServices/${folder}`);
}
