import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mailboxKey, readMailbox } from '../../lib/mail/address.ts';
import { needsTls, readSmtpUrl } from '../../lib/mail/smtp-url.ts';

describe('a mailbox', () => {
  it.each([
    ['vera@example.org', 'vera@example.org'],
    ['  vera@Example.ORG ', 'vera@example.org'],
    ["o'neil+chat_1@mail.example.co.uk", "o'neil+chat_1@mail.example.co.uk"],
    ['vera@bücher.example', 'vera@xn--bcher-kva.example'],
  ])('is %s', (typed, mailbox) => {
    expect(readMailbox(typed)).toBe(mailbox);
  });

  it.each([
    '',
    'vera',
    'vera@',
    '@example.org',
    'vera@localhost',
    'vera@example..org',
    '.vera@example.org',
    'vera.@example.org',
    've ra@example.org',
    'vera@example.org, bob@example.org',
    'vera@example.org;bob@example.org',
    'Vera <vera@example.org>',
    '"vera"@example.org',
    'vera@[127.0.0.1]',
    'vera@127.0.0.1',
    'vera@bob@example.org',
    'vera@example.org\r\nBcc: bob@example.org',
    'vera\n@example.org',
    'vera\0@example.org',
    'vera@example.org%0abcc:x',
    `${'v'.repeat(65)}@example.org`,
    `vera@${'e'.repeat(64)}.org`,
    `vera@${'e.'.repeat(130)}org`,
  ])('is not %j', (typed) => {
    expect(readMailbox(typed)).toBeUndefined();
  });

  it('never holds what could end a header or name a second one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (left, right) => {
        const found = readMailbox(`${left}@${right}.org`);
        expect(found ?? 'a@b.cc').toMatch(/^[!-~]+@[!-~]+$/);
        expect(found ?? 'a@b.cc').not.toMatch(/[,;:<>()[\]"\\\s]|@.*@/);
      }),
    );
  });

  it('counts the same however a provider lets it be written', () => {
    expect(mailboxKey('V.e.ra+one@Example.org')).toBe(mailboxKey('vera@example.org'));
    expect(mailboxKey('vera@example.org')).not.toBe(mailboxKey('vera@example.com'));
  });
});

describe('a server of mails', () => {
  it('is read from a URL', () => {
    expect(readSmtpUrl('smtp://mail.example')).toEqual({
      ...{ host: 'mail.example', port: 587, secure: false, login: undefined },
    });
    expect(readSmtpUrl('smtps://user%40x:p%2F%3A@mail.example:2465')).toEqual({
      ...{ host: 'mail.example', port: 2465, secure: true, login: { user: 'user@x', pass: 'p/:' } },
    });
    expect(readSmtpUrl('smtps://[::1]')).toMatchObject({ host: '::1', port: 465 });
  });

  it.each([
    '',
    'mail.example',
    'http://mail.example',
    'smtp://',
    'smtp://u@mail.example',
    'smtp://m/x',
    'smtp://m?a=1',
    'smtp://u:%zz@m',
  ])('is not %j', (url) => {
    expect(readSmtpUrl(url)).toBeUndefined();
  });

  it('gets a password over TLS, unless it is on this machine', () => {
    const needed = (url: string) => {
      const server = readSmtpUrl(url);
      return server && needsTls(server);
    };
    expect(needed('smtp://u:p@mail.example')).toBe(true);
    expect(needed('smtp://mail.example')).toBe(false);
    expect(needed('smtp://u:p@127.0.0.1')).toBe(false);
    expect(needed('smtp://u:p@127.0.0.1.example')).toBe(true);
    expect(needed('smtps://u:p@mail.example')).toBe(false);
  });
});
