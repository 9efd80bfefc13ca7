import { type Finding, finding, type Verdict, well } from './finding.ts';

/** The pictures of the automatic web pages (*Install and Configure Automatic Web Pages*, step 5). */
export const images = [
  'AtHome.gif',
  'Avail.gif',
  'Available.gif',
  'Callback.gif',
  'Chat.gif',
  'DND.gif',
  'Email.gif',
  'Fax.gif',
  'Followup.gif',
  'InteractBanner.gif',
  'Lunch.gif',
  'Meeting.gif',
  'Nav2Banner.gif',
  'Nav2Logo.gif',
  'OnPhone.gif',
  'Outoff.gif',
  'OutTown.gif',
  'Phone.gif',
  'SendMail.gif',
  'Train.gif',
  'Vacation.gif',
  'Von.gif',
] as const;

/** One picture: the spelling under which it was found, or undefined. */
export interface Sought {
  readonly name: string;
  readonly foundAs: string | undefined;
}

/** Other spellings that files have had on systems that do not tell capitals apart. */
export function spellings(name: string): readonly string[] {
  const [stem = '', extension = ''] = name.split('.');
  const lower = stem.toLowerCase();
  const others = [
    name.toLowerCase(),
    name.toUpperCase(),
    `${stem}.${extension.toUpperCase()}`,
    `${lower.charAt(0).toUpperCase()}${lower.slice(1)}.${extension}`,
  ];
  return [...new Set(others)].filter((one) => one !== name);
}

export function judgeImages(sought: readonly Sought[], folder: URL): Verdict {
  const missing = sought.filter(({ foundAs }) => foundAs === undefined).map(({ name }) => name);
  const spelt = sought.filter(({ name, foundAs }) => foundAs !== undefined && foundAs !== name);
  if (missing.length === 0 && spelt.length === 0) return well(`All ${sought.length} are there.`);
  const said: string[] = [];
  const findings: Finding[] = [];
  if (missing.length > 0) {
    said.push(
      missing.length === sought.length
        ? `None of the ${sought.length} is there.`
        : `${missing.length} of ${sought.length} are missing: ${missing.join(', ')}.`,
    );
    findings.push(finding('images.missing', { folder: folder.href }));
  }
  if (spelt.length > 0) {
    const pairs = spelt.map(({ name, foundAs }) => `${foundAs} instead of ${name}`);
    said.push(`Spelt otherwise: ${pairs.join(', ')}.`);
    findings.push(finding('images.case'));
  }
  return { answer: said.join(' '), findings };
}
