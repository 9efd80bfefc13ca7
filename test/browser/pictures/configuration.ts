import type { Camera } from '../../support/camera.ts';
import { openSite } from '../../support/site.ts';

const present = `ININ.Web.Chat.Config =
{
  "ConfigVersion": 0,
  "ChatTarget": "Marketing",
  "CallbackTarget": "Marketing",
  "InteractionTypes": [ "Chat", "Callback" ],
  "UseEncryption": location.protocol === "https:",
  "ICServerCount": 2,
  "DefaultLanguageCode": "en-us"
};
`;

/** The page that makes a site's files. */
export async function picturesOfConfiguration(camera: Camera): Promise<void> {
  const site = await openSite();
  try {
    const page = await camera.open(`${site.url}/configuration.html`);
    await page.getByRole('heading', { name: 'What you have' }).waitFor();
    await camera.take(page, 'configuration', true);
    await page.getByLabel('Default language').fill('German');
    await page.getByRole('button', { name: 'Generate configuration' }).click();
    await page.getByText('Please look at').waitFor();
    await camera.take(page, 'configuration-errors', true);
    const file = (text: string) => ({ name: 'config.js', mimeType: 'text/javascript', buffer: Buffer.from(text) });
    await page.getByLabel('Open config.js').setInputFiles(file('alert("hello");'));
    await page.getByText('none of the settings').waitFor();
    await camera.take(page, 'configuration-not-understood', true);
    await page.getByLabel('Open config.js').setInputFiles(file(present));
    await page.getByText('config.js is read.').waitFor();
    await camera.take(page, 'configuration-loaded', true);
    await page.getByLabel('Target of chats', { exact: true }).fill('Sales');
    await page.getByLabel('Address of CIC server 1').fill('http://icserver1:8114');
    await page.getByLabel('Address of CIC server 2').fill('http://icserver2:8114');
    await page.getByRole('button', { name: 'Generate configuration' }).click();
    await page.getByRole('heading', { name: 'Your files' }).waitFor();
    await camera.take(page, 'configuration-made', true);
  } finally {
    await site.close();
  }
}
