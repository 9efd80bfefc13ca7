import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readOptions } from '../../lib/options/options.ts';
import type { IwtOptions } from '../../lib/options/schema.ts';
import { type Answers, check, firstAnswers } from '../../views/config-file/answers.ts';
import { answersOf, readIwtJson, withAnswers, writeIwtJson } from '../../views/config-file/iwt-json.ts';

const value = (checked: { ok: boolean }): unknown =>
  'value' in checked ? checked.value : 'problem' in checked ? `problem ${checked.problem}` : checked;

describe('answers as they are typed', () => {
  it.each<[keyof typeof check, string, unknown]>([
    ['servers', ' 2 ', 2],
    ['servers', 'one', 1],
    ['servers', '3', 'problem number'],
    ['servers', '', 'problem number'],
    ['yesNo', 'Y', true],
    ['yesNo', 'off', false],
    ['yesNo', 'perhaps', 'problem yesNo'],
    ['language', ' de-CH ', 'de-ch'],
    ['language', 'zh_Hans', 'zh-hans'],
    ['language', 'German', 'problem language'],
    ['language', 'e', 'problem language'],
    ['types', 'chat', ['Chat']],
    ['types', 'Callbacks and CHAT', ['Chat', 'Callback']],
    ['types', 'both', ['Chat', 'Callback']],
    ['types', 'callback', ['Callback']],
    ['types', 'fax', 'problem types'],
    ['types', ' , ', 'problem types'],
    ['target', '  Marketing Group ', 'Marketing Group'],
    ['target', '  ', 'problem target'],
    ['target', 'a\u0007b', 'problem target'],
    ['target', 'x'.repeat(101), 'problem targetLong'],
    ['targetType', 'u', 'User'],
    ['targetType', 'WORKGROUP', 'Workgroup'],
    ['targetType', 'Station', 'problem choice'],
    ['switchover', 'Transparent', 'transparent'],
    ['switchover', 'd', 'documented'],
    ['switchover', 'x', 'problem choice'],
    ['url', ' http://icserver:8114/ ', 'http://icserver:8114'],
    ['url', 'https://[::1]:3508', 'https://[::1]:3508'],
    ['url', 'icserver:8114', 'problem url'],
    ['url', 'http://icserver:8114/I3Root', 'problem url'],
    ['url', 'http://user@icserver', 'problem url'],
    ['url', 'http://ic server', 'problem url'],
    ['url', 'http://icserver:0', 'problem url'],
    ['url', 'http://icserver:99999', 'problem url'],
    ['url', 'ftp://icserver', 'problem url'],
  ])('%s: %j', (name, text, expected) => {
    expect(value(check[name](text))).toEqual(expected);
  });

  it('name two servers, not one twice', () => {
    expect(value(check.url('HTTP://ICserver:8114', ['http://icserver:8114']))).toBe('problem urlTwice');
  });

  it('are taken only where the option cic takes them, too', () => {
    const text = fc.oneof(
      fc.webUrl(),
      fc.string({ unit: fc.constantFrom(...'htps:/.[]@?#%"\'`$ {};\\ \nab01é') }).map((rest) => `http://${rest}`),
    );
    fc.assert(
      fc.property(text, (url) => {
        const checked = check.url(url);
        if (checked.ok) readOptions({ cic: { servers: [checked.value] } });
      }),
    );
  });
});

const answers: Answers = {
  ...firstAnswers,
  ...{ servers: 2, chatTarget: 'Sales', callbackTarget: 'jane', callbackTargetType: 'User', types: ['Chat'] },
  ...{ urls: ['http://ic1:8114', 'https://ic2.company.com:3508'], switchover: 'transparent', net: true },
};

describe('iwt.json', () => {
  it('holds options that iwt() takes, and gives the answers back', () => {
    const options = withAnswers({}, answers);
    expect(options).toEqual({
      cic: { servers: ['http://ic1:8114', 'https://ic2.company.com:3508'], switchover: 'transparent', net: true },
      ...{ chatTarget: 'Sales', chatTargetType: 'Workgroup', callbackTarget: 'jane', callbackTargetType: 'User' },
      interactionTypes: ['Chat'],
      language: 'en-us',
    });
    expect(readOptions(options as IwtOptions).cic?.servers).toHaveLength(2);
    const text = writeIwtJson(options);
    expect({ ...firstAnswers, ...answersOf(readIwtJson(text) ?? {}) }).toEqual(answers);
  });

  it('has no gateway without servers, and no language that our pages lack', () => {
    const options = withAnswers(
      { cic: { servers: ['http://old'] }, language: 'en-us' },
      { ...answers, urls: [], language: 'fr' },
    );
    expect(options).not.toHaveProperty('cic');
    expect(options).not.toHaveProperty('language');
    readOptions(options as IwtOptions);
  });

  it('keeps other options, and what else is set for a server', () => {
    const first = { http: 'http://ic1:8114', https: 'https://ic1:3508', prefix: '/SomeDirectory/ICProxy' };
    const before = {
      root: '/help',
      cic: { servers: [first, { http: 'http://old:8114', pluginHttp: 'http://old:1', prefix: '/B' }], ca: 'ca.pem' },
    };
    expect(withAnswers(before, answers)).toMatchObject({
      root: '/help',
      cic: { ca: 'ca.pem', servers: [first, { https: 'https://ic2.company.com:3508', prefix: '/B' }] },
    });
    expect(withAnswers(before, { ...answers, urls: ['http://new'] })).toMatchObject({
      cic: { servers: [{ http: 'http://new', prefix: '/SomeDirectory/ICProxy' }] },
    });
    expect(answersOf(before)).toEqual({ servers: 2, urls: ['http://ic1:8114', 'http://old:8114'] });
  });

  it.each(['', '[]', '7', 'null', '{"a":1,}', "{'a':1}"])('%j is none', (text) => {
    expect(readIwtJson(text)).toBeUndefined();
  });

  it('reads nothing from odd values', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const options = { ...Object(JSON.parse(json)), cic: JSON.parse(json), chatTarget: JSON.parse(json) };
        const found = { ...firstAnswers, ...answersOf(options) };
        expect([1, 2]).toContain(found.servers);
        expect(typeof found.chatTarget).toBe('string');
        withAnswers(options, { ...answers, ...found });
      }),
    );
  });
});
