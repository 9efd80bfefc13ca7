import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mailRates } from '../../lib/limits/attempts.ts';
import { startChat, type TestVisitor } from '../support/visitor.ts';
import { linkIn, openTranscriptSite, type TranscriptSite } from './site.ts';

let world: TranscriptSite;
const root = () => world.site.url;

beforeEach(async () => {
  world = await openTranscriptSite();
});
afterEach(() => world.close());

/** The next mail to arrive, whatever came before. */
function nextMail() {
  return world.smtp.mail(world.smtp.mails.length);
}

function start(emailAddress: string | undefined, name = 'Vera', more = {}): Promise<TestVisitor> {
  return startChat(root(), { name, more: { transcriptRequired: true, emailAddress, ...more } });
}

async function refusal(body: Record<string, unknown>) {
  const answer = await fetch(`${root()}/websvcs/chat/start`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ participant: { name: 'Vera' }, target: 'Support', targetType: 'Workgroup', ...body }),
  });
  return ((await answer.json()) as { chat: { status: { type: string; reason?: string } } }).chat.status;
}

async function chatCapabilities() {
  const answer = await fetch(`${root()}/websvcs/serverConfiguration`);
  const said = JSON.stringify(await answer.json());
  return { cfgVer: Number(/"cfgVer":(\d+)/.exec(said)?.[1]), offered: /"chat":\[[^\]]*"transcript"/.test(said) };
}

describe('an anonymous visitor', () => {
  it('gets the transcript after the link in the first mail was used, once', async () => {
    const first = nextMail();
    const visitor = await start('vera@example.org', 'Vera <b>&"');
    const asked = await first;
    expect(asked.to).toEqual(['vera@example.org']);
    expect(asked.headers.subject).toBe('Please confirm your e-mail address');
    expect(asked.raw).not.toContain('Vera');
    await visitor.until((event) => event.type === 'text' && event.value.startsWith('We have sent you an e-mail.'));

    const link = `${root()}/${linkIn(asked.text)}`;
    const page = await fetch(link);
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(await page.text()).toContain('Yes, send it');
    await visitor.say('Hello <script>alert(1)</script>\n[09:00:00] Agent: forged');
    const count = world.smtp.mails.length;
    await visitor.exit();
    // Looking at the page confirms nothing.
    expect(world.smtp.mails).toHaveLength(count);

    const second = nextMail();
    const answers = await Promise.all([fetch(link, { method: 'POST' }), fetch(link, { method: 'POST' })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
    const sent = await second;
    expect(sent.to).toEqual(['vera@example.org']);
    expect(sent.headers.subject).toBe('The transcript of your chat');
    expect(sent.text).toContain('[09:00:00] Vera <b>&": Hello <script>alert(1)</script>\n    [09:00:00] Agent: forged');
    expect(sent.html).toContain('Vera &#60;b&#62;&#38;&#34;');
    expect(sent.html).not.toContain('<script>');
    expect((await fetch(link)).status).toBe(404);
  });

  it('gets it at the end of the chat when the address was confirmed before', async () => {
    const first = nextMail();
    const visitor = await start('early@example.org');
    const link = linkIn((await first).text);
    expect((await fetch(`${root()}/${link}`, { method: 'POST' })).status).toBe(200);
    const count = world.smtp.mails.length;
    await visitor.say('goodbye');
    expect(world.smtp.mails).toHaveLength(count);
    const second = nextMail();
    await visitor.exit();
    expect((await second).text).toContain('Vera: goodbye');
  });

  it('must use the link within 24 hours, and cannot guess one', async () => {
    const first = nextMail();
    await (await start('late@example.org')).exit();
    const link = linkIn((await first).text);
    const guessed = `${link.slice(0, -1)}${link.endsWith('A') ? 'B' : 'A'}`;
    for (const path of [guessed, 'transcript/confirm/x', `transcript/confirm/${'a'.repeat(5000)}`]) {
      expect((await fetch(`${root()}/${path}`, { method: 'POST' })).status).toBe(404);
    }
    world.clock.advance(24 * 3_600_000);
    expect((await fetch(`${root()}/${link}`, { method: 'POST' })).status).toBe(404);
  });

  it.each([
    'nobody',
    'a@example.org, b@example.org',
    'a@example.org\r\nBcc: b@example.org',
    'Vera <a@example.org>',
    'a@localhost',
  ])('cannot start a chat with the address %j', async (emailAddress) => {
    const count = world.smtp.tries();
    expect(await refusal({ transcriptRequired: true, emailAddress })).toEqual(
      expect.objectContaining({ type: 'failure', reason: 'error.websvc.content.invalid' }),
    );
    expect(world.smtp.tries()).toBe(count);
  });

  it('must name an address, and one that is not wanted is not looked at', async () => {
    for (const emailAddress of [undefined, null, '', '  ']) {
      expect(await refusal({ transcriptRequired: true, emailAddress })).toMatchObject({
        reason: 'error.websvc.content.invalid.missingData',
      });
    }
    expect(await refusal({ transcriptRequired: false, emailAddress: 'nobody' })).toMatchObject({ type: 'success' });
  });

  it('cannot flood a mailbox, however it is written, nor send many mails from one address', async () => {
    const told = async (visitor: TestVisitor) => {
      const event = await visitor.until((one) => one.type === 'text' && /e-mail|transcripts/.test(one.value));
      return event.type === 'text' && event.value.startsWith('Too many') ? 'limited' : 'asked';
    };
    const written = ['vic.tim@example.net', 'victim+1@example.net', 'VICTIM@example.net', 'v.i.c.tim+2@EXAMPLE.net'];
    const before = world.smtp.mails.length;
    const first = await Promise.all([...written, ...written].map((address) => start(address).then(told)));
    expect(first.filter((one) => one === 'asked')).toHaveLength(mailRates.recipient.burst);
    const others = Array.from({ length: 12 }, (_, index) => start(`other${index}@example.net`).then(told));
    const second = await Promise.all(others);
    const left = mailRates.address.burst - mailRates.recipient.burst;
    expect(second.filter((one) => one === 'asked')).toHaveLength(left);
    await world.smtp.mail(before + mailRates.address.burst - 1);
    expect(world.smtp.mails).toHaveLength(before + mailRates.address.burst);
  });
});

describe('a registered visitor', () => {
  const password = 'eleven blue lamps';

  it('gets it at the confirmed address of the account without a link, and only there', async () => {
    const link = nextMail();
    const { visitors } = world.site.iwt.services;
    const { id } = await visitors.register({ username: 'rita', password, homeEmail: 'Rita@example.org' }, '127.0.0.1');
    expect(await link).toMatchObject({ to: ['Rita@example.org'] });
    const open = nextMail();
    await (await startChat(root(), { name: 'rita', password, more: { transcriptRequired: true } })).exit();
    // Nobody knows yet whether the address is hers.
    expect((await open).headers.subject).toBe('Please confirm your e-mail address');
    await visitors.verified(id, ['Rita@example.org']);
    const visitor = await startChat(root(), { name: 'rita', password, more: { transcriptRequired: true } });
    const mail = nextMail();
    await visitor.exit();
    expect(await mail).toMatchObject({ to: ['Rita@example.org'], headers: { subject: 'The transcript of your chat' } });

    const asked = nextMail();
    const more = { transcriptRequired: true, emailAddress: 'somebody@example.org' };
    await (await startChat(root(), { name: 'rita', password, more })).exit();
    expect(await asked).toMatchObject({
      to: ['somebody@example.org'],
      headers: { subject: 'Please confirm your e-mail address' },
    });
  });

  it('without an address in the account must name one', async () => {
    await world.site.iwt.services.visitors.register({ username: 'rolf', password }, '127.0.0.1');
    const participant = { name: 'rolf', credentials: password };
    expect(await refusal({ participant, transcriptRequired: true })).toMatchObject({
      reason: 'error.websvc.content.invalid.missingData',
    });
  });
});

describe('the parameter EnableWebTranscript', () => {
  it('offers transcripts at once, with a rising cfgVer, and takes them back', async () => {
    const { params } = world.site.iwt.services;
    const on = await chatCapabilities();
    expect(on.offered).toBe(true);
    await params.set('EnableWebTranscript', '0', 'test');
    const off = await chatCapabilities();
    expect(off).toEqual({ cfgVer: on.cfgVer + 1, offered: false });
    const tries = world.smtp.tries();
    // The wish is not heard, so the address is nobody's business.
    await (await start('not an address')).exit();
    expect(world.smtp.tries()).toBe(tries);
    await params.set('EnableWebTranscript', '1', 'test');
    expect(await chatCapabilities()).toEqual({ cfgVer: on.cfgVer + 2, offered: true });
  });
});

describe('the parameter ChatTranscriptReplyToAddress', () => {
  it('stands in the mails, and is checked', async () => {
    const { params } = world.site.iwt.services;
    for (const wrong of ['nobody', 'a@b.example, c@d.example', 'a@b.example\r\nBcc: c@d.example']) {
      await expect(params.set('ChatTranscriptReplyToAddress', wrong, 'test')).rejects.toMatchObject({
        code: 'parameter.invalid',
      });
    }
    const before = nextMail();
    await start('reply1@example.org');
    expect((await before).headers).not.toHaveProperty('reply-to');
    await params.set('ChatTranscriptReplyToAddress', 'help@shop.example', 'test');
    const after = nextMail();
    await start('reply2@example.org');
    expect((await after).headers['reply-to']).toBe('help@shop.example');
    await params.reset('ChatTranscriptReplyToAddress', 'test');
  });
});

describe('a download', () => {
  it('is there while the chat lives and for a day after, for whoever has the participantID', async () => {
    const visitor = await startChat(root(), { name: 'Dora' });
    await visitor.say('naïve <b>');
    const url = `${root()}/transcript/${visitor.participantID}`;
    const text = await fetch(url);
    expect(text.status).toBe(200);
    expect(Object.fromEntries(text.headers)).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'content-disposition': expect.stringMatching(/^attachment; filename="chat-\d{10}\.txt"$/),
    });
    expect(await text.text()).toContain('] Dora: naïve <b>\n');
    const html = await fetch(
      `${url.toUpperCase().replace(root().toUpperCase(), root())}?format=html`.replace('TRANSCRIPT', 'transcript'),
    );
    expect(html.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(html.headers.get('content-disposition')).toMatch(/^attachment; .*\.html"$/);
    expect(await html.text()).toContain('naïve &#60;b&#62;');
    expect((await fetch(`${url}?format=pdf`)).status).toBe(400);
    await visitor.exit();
    world.clock.advance(24 * 3_600_000 - 1000);
    expect((await fetch(url)).status).toBe(200);
    world.clock.advance(1000);
    expect((await fetch(url)).status).toBe(404);
  });

  it('is nobody else’s', async () => {
    for (const id of ['x', '00000000-0000-0000-0000-000000000000', '..%2F..%2Fetc', 'a'.repeat(5000)]) {
      const { status } = await fetch(`${root()}/transcript/${id}`);
      expect([400, 404]).toContain(status);
    }
  });
});

describe('a policy', () => {
  it('says of which chats a transcript is mailed or kept', async () => {
    const { policies } = world.site.iwt.services.transcripts;
    await world.site.addWorkgroup('Billing');
    const [standard] = await policies.list();
    await policies.remove(standard?.id ?? '', 'test');
    const agent = await world.agent('anton', ['Support', 'Billing']);
    await policies.add({ workgroup: 'billing', event: 'connected', action: 'mail' }, 'test');
    await policies.add({ user: 'anton', action: 'keep' }, 'test');

    const chat = async (target: string, taken: boolean) => {
      const asked = nextMail();
      const more = { transcriptRequired: true, emailAddress: `p${world.smtp.tries()}@policy.example` };
      const visitor = await startChat(root(), { target, more });
      await fetch(`${root()}/${linkIn((await asked).text)}`, { method: 'POST' });
      if (taken) {
        const found = await agent.find(({ state, queue }) => state === 'Offering' && queue.name === target);
        await agent.act(found?.id ?? '', 'pickup');
      }
      const mails = world.smtp.mails.length;
      await visitor.exit();
      const kept = (await fetch(`${root()}/transcript/${visitor.participantID}`)).status === 200;
      return { kept, mails };
    };
    expect(await chat('Support', false)).toMatchObject({ kept: false });
    expect(await chat('Support', true)).toMatchObject({ kept: true });
    expect(await chat('Billing', false)).toMatchObject({ kept: false });
    const { kept, mails } = await chat('Billing', true);
    expect(kept).toBe(true);
    // The one that is mailed; had another been, it would stand before it.
    expect((await world.smtp.mail(mails)).text).toContain('Anton');
    for (const { id } of await policies.list()) await policies.remove(id, 'test');
    await policies.add({}, 'test');
  });
});
