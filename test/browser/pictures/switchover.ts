import { openGenuinePair } from '../../site/genuine-server.ts';
import type { Camera } from '../../support/camera.ts';
import { openSite } from '../../support/site.ts';

const sentence = /Sorry for the inconvenience/;

/** The visitor's page when CIC servers have lost a chat. */
export async function picturesOfSwitchover(camera: Camera): Promise<void> {
  const pair = await openGenuinePair();
  const [first, second] = pair.servers;
  const site = await openSite({ chatTarget: 'Marketing', cic: { servers: [first.origin, second.origin] } });
  try {
    const page = await camera.open(`${site.url}/`);
    await page.getByLabel('Name').fill('Maria Example');
    await page.getByRole('button', { name: 'Start chat' }).click();
    await page.getByRole('log').getByText('Welcome to CIC!').waitFor();
    pair.says(pair.agentJoins('Jonas'), 'Good morning!');
    await page.getByRole('log').getByText('Good morning!').waitFor();
    await page.getByLabel('Your message').fill('Where is my parcel?');
    pair.forgetChats();
    await first.stop();
    pair.active = 1;
    await page.getByText(sentence).waitFor();
    await camera.take(page, 'visitor-switchover-refused');
    // Once every server says so, it is sure.
    pair.active = 'both';
    await first.start();
    await page.getByRole('heading', { name: sentence }).waitFor();
    await camera.take(page, 'visitor-switchover-failed');
  } finally {
    await site.close();
    await pair.close();
  }
}
