import { afterEach, expect, it } from 'vitest';
import type { Database } from '../../lib/database/connect.ts';
import { attemptMs, backoff, type Compose, createMail, type Mail } from '../../lib/mail/mail.ts';
import { createMailStore } from '../../lib/mail/store.ts';
import { createTimers } from '../../lib/timers/timers.ts';
import { journalOn, runtimeOf } from '../journal/made.ts';
import { type TestClock, testClock } from '../support/clock.ts';
import { describeEachDatabase, describeMariadb } from '../support/databases.ts';
import { openSmtp, type TestSmtp } from './smtp.ts';

const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

async function smtpServer(options?: Parameters<typeof openSmtp>[0]): Promise<TestSmtp> {
  const smtp = await openSmtp(options);
  opened.push(smtp);
  return smtp;
}

interface Node {
  readonly clock: TestClock;
  readonly mail: Mail;
  queue(id: string, recipient?: string): Promise<void>;
  /** Resolves when the mail's row was written with so many attempts and this state. */
  settled(id: string, attempts: number, state: string): Promise<void>;
  close(): Promise<void>;
}

const said = { subject: 'Hello', text: 'plain äöü', html: '<p>rich</p>' };

interface Given {
  readonly clock?: TestClock;
  readonly compose?: Compose;
  readonly name?: string;
}

async function nodeOn(database: Database, smtp: string | undefined, given: Given = {}): Promise<Node> {
  const { clock = testClock(), compose = async () => said, name = 'one' } = given;
  const runtime = runtimeOf({ clock });
  const journal = await journalOn(database, { clock });
  const timers = createTimers({ database, journal, runtime, node: name });
  const mail = createMail({ database, journal, timers, runtime, smtp, from: 'chat@shop.example' });
  mail.on('test', compose);
  const store = createMailStore(database);
  let closed: Promise<void> | undefined;
  const node: Node = {
    clock,
    mail,
    async queue(id, recipient = 'vera@example.org') {
      const writes = mail.write({ id, kind: 'test', interaction: '0000000001', recipient }, clock.now());
      await journal.commit({ interaction: '', expects: 0, events: [], writes });
    },
    settled: (id, attempts, state) =>
      new Promise((resolve) => {
        const unwatch = journal.watchWrites('iwt_mail', () => void look());
        const look = async () => {
          const row = await store.find(id);
          if (row?.attempts !== attempts || row.state !== state || row.claimedUntil !== 0) return;
          unwatch();
          resolve();
        };
        void look();
      }),
    close() {
      closed ??= mail
        .close()
        .then(timers.close)
        .then(() => journal.close());
      return closed;
    },
  };
  opened.push(node);
  await timers.start();
  return node;
}

describeEachDatabase('a queued mail', (open) => {
  it('is delivered as text and HTML, without TLS where the server has none', async () => {
    const smtp = await smtpServer();
    const node = await nodeOn(await open(), smtp.url, {
      compose: async () => ({ ...said, replyTo: 'help@shop.example' }),
    });
    await node.queue('test:1');
    const arrived = await smtp.mail(0);
    await node.settled('test:1', 1, 'sent');
    expect(arrived).toMatchObject({
      from: 'chat@shop.example',
      to: ['vera@example.org'],
      text: 'plain äöü',
      html: '<p>rich</p>',
    });
    expect(arrived.headers).toMatchObject({
      from: 'chat@shop.example',
      to: 'vera@example.org',
      subject: 'Hello',
      'reply-to': 'help@shop.example',
      'auto-submitted': 'auto-generated',
    });
    node.clock.advance(10 * 24 * 3_600_000);
    await node.settled('test:1', 1, 'sent');
    expect(smtp.mails).toHaveLength(1);
  });

  it('signs in where the URL has a password, and a wrong one is tried again', async () => {
    const smtp = await smtpServer({ password: 'p@ss/word' });
    const database = await open();
    const wrong = await nodeOn(database, smtp.url.replace(encodeURIComponent('p@ss/word'), 'other'));
    await wrong.queue('test:1');
    await wrong.settled('test:1', 1, 'queued');
    await wrong.close();
    const right = await nodeOn(database, smtp.url, { clock: wrong.clock });
    right.clock.advance(60_000);
    await smtp.mail(0);
    await right.settled('test:1', 2, 'sent');
  });

  it('is tried again after 1, 5, 15, 60 and 240 minutes, always under the same id, and has then failed', async () => {
    const smtp = await smtpServer();
    smtp.answer = 451;
    const node = await nodeOn(await open(), smtp.url);
    await node.queue('test:1');
    await node.settled('test:1', 1, 'queued');
    expect(backoff.map((ms) => ms / 60_000)).toEqual([1, 5, 15, 60, 240]);
    for (const [index, wait] of backoff.entries()) {
      node.clock.advance(wait - 1);
      expect(smtp.tries()).toBe(index + 1);
      node.clock.advance(1);
      await node.settled('test:1', index + 2, index + 1 < backoff.length ? 'queued' : 'failed');
    }
    const [failed] = await node.mail.failed();
    expect(failed).toMatchObject({ id: 'test:1', attempts: 6, recipient: 'vera@example.org' });
    expect(failed?.lastError).toContain('451 Not now , or never');
    node.clock.advance(10 * 24 * 3_600_000);
    expect(smtp.tries()).toBe(6);
  });

  it('fails at once when the server refuses it for good', async () => {
    const smtp = await smtpServer();
    smtp.answer = 550;
    const node = await nodeOn(await open(), smtp.url);
    await node.queue('test:1');
    await node.settled('test:1', 1, 'failed');
    expect(await node.mail.failed()).toMatchObject([{ id: 'test:1', attempts: 1 }]);
  });

  it('is tried again when the server says nothing, and when there is none', async () => {
    const smtp = await smtpServer();
    smtp.answer = 'silent';
    const node = await nodeOn(await open(), smtp.url);
    await node.queue('test:1');
    await smtp.tried(1);
    node.clock.advance(attemptMs);
    await node.settled('test:1', 1, 'queued');
    smtp.answer = undefined;
    node.clock.advance(60_000);
    await node.settled('test:1', 2, 'sent');

    const gone = await nodeOn(await open(), 'smtp://127.0.0.1:1');
    await gone.queue('test:2');
    await gone.settled('test:2', 1, 'queued');
  });

  it('waits through a restart, and is sent under the same id after a crash in the middle', async () => {
    const smtp = await smtpServer();
    const database = await open();
    const first = await nodeOn(database, undefined);
    await first.queue('test:1');
    await first.close();
    // As if a process had taken it, handed it over, and died before it could say so.
    const store = createMailStore(database);
    const now = first.clock.now();
    expect(await store.claim('test:1', now, now + 90_000)).toMatchObject({ attempts: 1 });
    expect(await store.claim('test:1', now, now + 90_000)).toBeUndefined();

    const second = await nodeOn(database, smtp.url, { clock: first.clock });
    second.clock.advance(120_000);
    const { headers } = await smtp.mail(0);
    await second.settled('test:1', 2, 'sent');
    expect(headers['message-id']).toBe(`<iwt.test.1.${now.toString(36)}@shop.example>`);
    expect(smtp.mails).toHaveLength(1);
  });

  it('is dropped when nothing is left to be said, and tried again when it cannot be made', async () => {
    const smtp = await smtpServer();
    let broken = true;
    const compose: Compose = async () => {
      if (broken) throw new Error('The disk is full.');
      return undefined;
    };
    const node = await nodeOn(await open(), smtp.url, { compose });
    await node.queue('test:1');
    await node.settled('test:1', 1, 'queued');
    broken = false;
    node.clock.advance(60_000);
    await node.settled('test:1', 2, 'dropped');
    expect(smtp.tries()).toBe(0);
  });

  it('does not keep many others waiting behind a slow one', async () => {
    const smtp = await smtpServer();
    const node = await nodeOn(await open(), smtp.url);
    const ids = Array.from({ length: 30 }, (_, index) => `test:${index}`);
    await Promise.all(ids.map((id) => node.queue(id)));
    await Promise.all(ids.map((id) => node.settled(id, 1, 'sent')));
    expect(smtp.mails).toHaveLength(30);
  });
});

describeMariadb('mails of two nodes', (open) => {
  it('are sent once', async () => {
    const smtp = await smtpServer();
    const database = await open();
    const clock = testClock();
    const one = await nodeOn(database, smtp.url, { clock, name: 'one' });
    const two = await nodeOn(database, smtp.url, { clock, name: 'two' });
    const ids = Array.from({ length: 20 }, (_, index) => `test:${index}`);
    await Promise.all(ids.map((id, index) => (index % 2 ? one : two).queue(id)));
    clock.advance(1_000);
    const store = createMailStore(database);
    await Promise.all(ids.map((_, index) => smtp.mail(index)));
    await one.close();
    await two.close();
    for (const id of ids) expect(await store.find(id)).toMatchObject({ state: 'sent', attempts: 1 });
    expect(smtp.mails).toHaveLength(20);
  });
});
