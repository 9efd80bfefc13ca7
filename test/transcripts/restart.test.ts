import { expect, it, onTestFinished } from 'vitest';
import { runIwt } from '../support/children.ts';
import { testClock } from '../support/clock.ts';
import { describeEachDatabase, sqliteDatabase } from '../support/databases.ts';
import { openSite } from '../support/site.ts';
import { reconnectChat, startChat } from '../support/visitor.ts';
import { linkIn } from './site.ts';
import { openSmtp } from './smtp.ts';

describeEachDatabase('transcripts', (open) => {
  it('survive restarts between the wish, the confirmation, the end and the mail', async () => {
    const { url: database } = await open({ file: true });
    const smtp = await openSmtp();
    onTestFinished(() => smtp.close());
    const clock = testClock();
    const mailing = { smtp: smtp.url, mailFrom: 'chat@shop.example', siteUrl: 'https://shop.example' };
    const start = () => openSite({ database, migrate: false, runtime: { clock }, ...mailing });

    let site = await start();
    await site.iwt.services.params.set('EnableWebTranscript', '1', 'test');
    const { chatID } = await startChat(site.url, {
      more: { transcriptRequired: true, emailAddress: 'vera@example.org' },
    });
    const link = linkIn((await smtp.mail(0)).text);
    await site.close();

    site = await start();
    expect((await fetch(`${site.url}/${link}`, { method: 'POST' })).status).toBe(200);
    await site.close();

    site = await start();
    smtp.answer = 451;
    const visitor = await reconnectChat(site.url, chatID);
    await visitor.say('after two restarts');
    await visitor.exit();
    await smtp.tried(2);
    await site.close();

    smtp.answer = undefined;
    site = await start();
    clock.advance(10 * 60_000);
    const mail = await smtp.mail(1);
    expect(mail.text).toContain('Vera: after two restarts');
    expect((await fetch(`${site.url}/${link}`, { method: 'POST' })).status).toBe(404);
    await site.close();
    expect(smtp.mails).toHaveLength(2);
  });
});

it('iwt transcripts keeps the policies and shows what failed', async () => {
  const data = await sqliteDatabase({ file: true });
  onTestFinished(() => data.drop());
  const iwt = (...args: string[]) => runIwt(['transcripts', ...args, '--database', data.url]).ended;

  expect((await iwt('policy', 'list')).out).toBe('default000000000000000\tall\tended\trecord\n');
  const nobody = await iwt('policy', 'add', '--workgroup', 'Nobody');
  expect(nobody).toMatchObject({ code: 1, err: 'iwt: There is no workgroup "Nobody". (not-found)\n' });
  const wrong = await iwt('policy', 'add', '--event', 'sometimes');
  expect(wrong.err).toContain('one of connected, ended');
  const added = await iwt('policy', 'add', '--event', 'connected', '--action', 'mail');
  const id = added.out.trim();
  expect(id).toMatch(/^[\w-]{22}$/);
  expect(await iwt('policy', 'remove', 'default000000000000000')).toMatchObject({ code: 0, err: '' });
  expect((await iwt('policy', 'list')).out).toBe(`${id}\tall\tconnected\tmail\n`);
  expect(await iwt('policy', 'remove', 'default000000000000000')).toMatchObject({ code: 1 });

  const row = { kind: 'transcript', interaction_id: '1000000001', recipient: 'vera@example.org', state: 'failed' };
  const rest = { attempts: 6, claimed_until: 0, last_error: '451 Not now', created_at: 0, changed_at: 0 };
  await data.knex('iwt_mail').insert({ id: 'transcript:1000000001', ...row, ...rest });
  const failed = '1970-01-01T00:00:00.000Z\t1000000001\ttranscript\tvera@example.org\t451 Not now\n';
  expect((await iwt('failed')).out).toBe(failed);
  // Nine processes, one after the other.
}, 180_000);
