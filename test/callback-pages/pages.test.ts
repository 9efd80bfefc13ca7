import { describe, expect, it } from 'vitest';
import { IwtError } from '../../lib/errors.ts';
import { AGENT, VISITOR, waitingStatus } from '../protocol/fake-callbacks.ts';
import { callbackSite, slots } from './site.ts';

const own = { origin: 'http://127.0.0.1' };

function post(url: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
  return fetch(url, { method: 'POST', body: new URLSearchParams(fields), headers, redirect: 'manual' });
}

/** The text of a page as a reader sees it. */
function readable(html: string): string {
  return html.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
}

const ann = { target: 'Support', name: 'Ann', telephone: '030 1234567', email: '', subject: '', when: '' };

describe('the form', () => {
  it('asks for a callback and leads to its status, with forms alone', async () => {
    const { root, callbacks } = await callbackSite();
    const page = await fetch(`${root}/callback?target=Support_EN&targetType=User`);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'; style-src 'self'");
    expect(page.headers.get('cache-control')).toBe('no-store');
    const html = await page.text();
    expect(html).not.toMatch(/<script|style="|\son\w+=/);
    for (const name of ['target', 'targetType', 'name', 'telephone', 'email', 'subject', 'when']) {
      expect(html).toContain(` name="${name}"`);
    }
    expect(html).toContain('action="./callback"');
    expect(html).toContain('name="target" value="Support_EN"');
    expect(html).toContain('name="targetType" value="User"');
    expect(html).toContain('<optgroup label="Monday, January 5">');
    expect(readable(html)).toContain('Times in Europe/Berlin.');
    expect(readable(html)).toMatch(/<option value="2026-01-05T08:00:00.000Z">9:00\sAM<\/option>/);

    const when = new Date(slots[1] ?? 0).toISOString();
    const made = await post(`${root}/callback`, { ...ann, subject: 'My invoice', when });
    expect(made.status).toBe(303);
    expect(new URL(made.headers.get('location') ?? '', `${root}/callback`).href).toBe(`${root}/callback/${VISITOR}`);
    expect(callbacks.created).toEqual([
      expect.objectContaining({
        ...{ target: 'Support', targetType: 'Workgroup', name: 'Ann', telephone: '030 1234567', email: undefined },
        ...{ subject: 'My invoice', preferredTime: when, timeZone: 'Europe/Berlin', language: 'en-us' },
      }),
    ]);
    // The same address with a slash at its end.
    const slashed = await (await fetch(`${root}/callback/`)).text();
    expect(slashed).toContain('action="../callback"');
    expect(slashed).toContain('name="target" value="Support"');
  });

  it('offers no times where there are none, and takes an address instead of a number', async () => {
    const { root, callbacks } = await callbackSite();
    expect(await (await fetch(`${root}/callback?target=Closed`)).text()).not.toContain('<select');
    const made = await post(`${root}/callback`, { ...ann, telephone: ' ', email: 'ann@example.org' });
    expect(made.status).toBe(303);
    expect(callbacks.created[0]).toMatchObject({ telephone: undefined, email: 'ann@example.org' });
  });

  it('knows the name of who is signed in, below account', async () => {
    const { root } = await callbackSite();
    const html = await (await fetch(`${root}/account/callback`)).text();
    expect(readable(html)).toContain('value="Maria "M" Example"');
    expect(html).toContain('action="../account/callback"');
    expect(readable(await (await fetch(`${root}/callback`)).text())).not.toContain('Maria');
  });

  it('says beside each field what is missing, and keeps what was typed', async () => {
    const { root, callbacks } = await callbackSite();
    const refused = await post(`${root}/callback`, {
      target: 'Support',
      subject: '\n\ntwo\nlines',
      when: slotValue(2),
    });
    expect(refused.status).toBe(400);
    const html = readable(await refused.text());
    expect(html).toContain('Please look at 2 fields again.');
    for (const name of ['name', 'telephone']) {
      expect(html).toContain(`<p class="field-error" id="${name}-error">`);
      expect(html).toContain(`href="#${name}"`);
    }
    expect(html).toContain('\n\ntwo\nlines</textarea>');
    expect(html).toContain(`<option value="${slotValue(2)}" selected>`);
    expect(callbacks.created).toEqual([]);
  });

  it.each([
    ['telephone', new IwtError('telephone.invalid', 'x', { field: 'telephone', example: '(0)7' }), 'such as \\(0\\)7,'],
    ['telephone', new IwtError('telephone.invalid', 'x', { field: 'telephone', problem: 'cost' }), 'that cost extra'],
    ['email', new IwtError('request.invalid', 'x', { field: 'email' }), 'This is not an e-mail address.'],
    ['when', new IwtError('request.invalid', 'x', { field: 'preferredTime' }), 'We cannot call at this time.'],
    ['name', new IwtError('request.invalid', 'x', { field: 'name' }), 'that we cannot read'],
  ])('says what the room has against %s', async (field, refusal, text) => {
    const { root, callbacks } = await callbackSite();
    callbacks.refusal = refusal;
    const refused = await post(`${root}/callback`, ann);
    expect(refused.status).toBe(400);
    const html = readable(await refused.text());
    expect(html).toMatch(new RegExp(`<p class="field-error" id="${field}-error">[^<]*${text}`));
    expect(html).toContain('value="030 1234567"');
  });

  it('says how long is too long', async () => {
    const { root, callbacks } = await callbackSite();
    callbacks.refusal = new IwtError('request.invalid', 'x', { field: 'subject' });
    const refused = await post(`${root}/callback`, { ...ann, subject: 'x'.repeat(2001) });
    expect(await refused.text()).toContain('Please use at most 2000 characters.');
  });

  it('says what is wrong as a whole', async () => {
    const { root, callbacks } = await callbackSite();
    callbacks.refusal = new IwtError('target.unknown', 'x', { target: 'Support' });
    const unknown = await post(`${root}/callback`, ann);
    expect([unknown.status, await unknown.text()]).toEqual([
      400,
      expect.stringContaining('There is nobody to call you'),
    ]);
    callbacks.refusal = new IwtError('login.limited', 'x', { retryAfter: 7 });
    const limited = await post(`${root}/callback`, ann);
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7']);
    callbacks.refusal = new IwtError('callback.limited', 'x', { field: 'telephone', problem: 'limited' });
    expect(await (await post(`${root}/callback`, ann)).text()).toContain('several requests for this number');
    callbacks.refusal = new IwtError('callback.disabled', 'x', { field: 'target', problem: 'disabled' });
    expect(await (await post(`${root}/callback`, ann)).text()).toContain('We do not offer callbacks at the moment.');
    callbacks.refusal = new IwtError('limit.reached', 'x', { limit: 'MaxCallbacksAllowedPerUnitTime', retryAfter: 9 });
    const many = await post(`${root}/callback`, ann);
    expect([many.status, many.headers.get('retry-after')]).toEqual([429, '9']);
    expect(await many.text()).toContain('a little fast');
    callbacks.refusal = new IwtError('time.closed', 'x');
    expect(readable(await (await post(`${root}/callback`, ann)).text())).toMatch(/id="telephone-error">We are closed/);
    callbacks.refusal = new IwtError('closing', 'x');
    expect((await post(`${root}/callback`, ann)).status).toBe(503);
  });

  it('takes nothing from pages of other sites, and no odd bodies', async () => {
    const { root, callbacks } = await callbackSite();
    const foreign = await post(`${root}/callback`, ann, { origin: 'http://evil.example' });
    expect(foreign.status).toBe(403);
    expect((await post(`${root}/callback`, ann, { ...own, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await fetch(`${root}/callback`, { method: 'POST', body: '{}' })).status).toBe(415);
    expect(callbacks.created).toEqual([]);
  });
});

function slotValue(index: number): string {
  return new Date(slots[index] ?? 0).toISOString();
}

describe('the status', () => {
  it('shows number, place and an honest wait, asks again by itself, and tells nobody of its address', async () => {
    const { root } = await callbackSite();
    const page = await fetch(`${root}/callback/${VISITOR}`);
    expect(page.headers.get('refresh')).toBe('15');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    const html = readable(await page.text());
    expect(html).toContain('You are in line.');
    expect(html).toContain('<dd>123\u00a0456\u00a0789</dd>');
    expect(html).toContain('<dt>Place in line</dt><dd>4</dd>');
    expect(html).toContain('<dd>about 3 to 6 minutes</dd>');
    expect(html).toContain('the number ending in 67');
    expect(html).not.toContain('+49');
    expect(html).toContain(`href="../callback/${VISITOR}/cancel"`);
    expect(html).not.toContain('<meta http-equiv');
  });

  it('names the agent, with a photo or initials', async () => {
    const agent = { name: 'Jonas von Berg', participantId: AGENT, userId: 'jonas' };
    const { root, callbacks } = await callbackSite();
    callbacks.current = { ...waitingStatus, state: 'alerting', agent };
    const html = await (await fetch(`${root}/callback/${VISITOR}`)).text();
    expect(html).toContain('Jonas von Berg has been asked to call you.');
    const [, src = ''] = /<img class="callback-photo" src="([^"]+)"/.exec(html) ?? [];
    const photo = await fetch(new URL(src, `${root}/callback/${VISITOR}`));
    expect([photo.status, photo.headers.get('content-type')]).toEqual([200, 'image/png']);
    const without = await callbackSite({ photos: false });
    without.callbacks.current = { ...waitingStatus, state: 'connected', agent };
    expect(await (await fetch(`${without.root}/callback/${VISITOR}`)).text()).toContain('>JB</span>');
  });

  it.each([
    ['scheduled', /We will call you on Tuesday, January 6 at 10:00\sAM GMT\+1\./],
    ['snoozed', /We could not reach you\. We will try again on Tuesday, January 6 at 10:00\sAM GMT\+1\./],
  ] as const)('says when it goes on, by the clocks of the visitor: %s', async (state, text) => {
    const { root, callbacks } = await callbackSite();
    const until = Date.UTC(2026, 0, 6, 9);
    callbacks.current = { ...waitingStatus, state, until, timeZone: 'Europe/Berlin', position: null };
    const page = await fetch(`${root}/callback/${VISITOR}`);
    expect(page.headers.get('refresh')).toBe('15');
    const html = readable(await page.text());
    expect(html).toMatch(text);
    expect(html).not.toContain('Place in line');
    callbacks.current = { ...callbacks.current, timeZone: 'Mars/Olympus' };
    expect(readable(await (await fetch(`${root}/callback/${VISITOR}`)).text())).toMatch(/9:00\sAM UTC/);
  });

  it.each(['complete', 'failed', 'cancelled'] as const)('rests when it is %s', async (state) => {
    const { root, callbacks } = await callbackSite();
    callbacks.current = { ...waitingStatus, state, position: null };
    const page = await fetch(`${root}/callback/${VISITOR}`);
    expect(page.headers.get('refresh')).toBeNull();
    const html = await page.text();
    expect(html).not.toContain('/cancel"');
    expect(html).toContain('href="../callback"');
    const cancel = await fetch(`${root}/callback/${VISITOR}/cancel`, { redirect: 'manual' });
    expect([cancel.status, cancel.headers.get('location')]).toEqual([303, `../../callback/${VISITOR}`]);
  });

  it('of a message speaks of writing', async () => {
    const { root, callbacks } = await callbackSite();
    callbacks.current = { ...waitingStatus, telephone: null, email: 'ann@example.org' };
    const html = readable(await (await fetch(`${root}/callback/${VISITOR}`)).text());
    expect(html).toContain('Your message is in line.');
    expect(html).toContain('<dt>We write to</dt><dd>ann@example.org</dd>');
    expect(html).not.toContain('We call');
  });

  it('shows hostile texts as text', async () => {
    const { root, callbacks } = await callbackSite();
    for (const text of ['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '</dd>{name}{time}']) {
      const agent = { name: text, participantId: AGENT, userId: 'jonas' };
      callbacks.current = {
        ...waitingStatus,
        state: 'connected',
        agent,
        subject: text,
        telephone: text,
        queueName: text,
      };
      const html = await (await fetch(`${root}/callback/${VISITOR}`)).text();
      expect(html).not.toMatch(/<script|<img src=x|onerror="/);
      expect(readable(html)).toContain(`<dd>${text}</dd>`);
    }
  });

  it('of nobody is a page that leads on', async () => {
    const { root } = await callbackSite();
    for (const id of ['x', '11111111-2222-4333-8444-555555555555', '%3Cb%3E', '..%2f..']) {
      for (const path of [id, `${id}/cancel`]) {
        const page = await fetch(`${root}/callback/${path}`);
        expect(page.status).toBe(404);
        expect(await page.text()).toContain('We do not know this callback');
      }
    }
  });
});

describe('cancelling', () => {
  it('asks, then does it, and can be repeated', async () => {
    const { root, callbacks } = await callbackSite();
    const page = `${root}/callback/${VISITOR}/cancel`;
    const asked = await (await fetch(page)).text();
    expect(asked).toContain(`action="../../callback/${VISITOR}/cancel"`);
    expect(callbacks.cancelled).toEqual([]);
    // Browsers name no origin from a page that is told to nobody.
    for (let turn = 0; turn < 2; turn++) {
      const done = await post(page, {}, { origin: 'null' });
      expect(done.status).toBe(303);
      expect(new URL(done.headers.get('location') ?? '', page).href).toBe(`${root}/callback/${VISITOR}`);
    }
    expect(await (await fetch(`${root}/callback/${VISITOR}`)).text()).toContain('This callback has been cancelled.');
  });
});
