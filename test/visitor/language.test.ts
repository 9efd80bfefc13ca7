import { describe, expect, test } from 'vitest';
import english from '../../views/locales/en-us.json' with { type: 'json' };
import { chooseLanguage } from '../../views/visitor/language.ts';

const shipped = ['ar', 'de', 'en-us', 'fr', 'fr-ca', 'no', 'pt-br', 'zh-hans', 'zh-hant'];

describe('the language of the page', () => {
  test.each([
    [['de-AT', 'en'], 'de'],
    [['en-GB'], 'en-us'],
    [['pt-PT'], 'pt-br'],
    [['nn-NO'], 'no'],
    [['nb'], 'no'],
    [['zh'], 'zh-hans'],
    [['zh-CN'], 'zh-hans'],
    [['zh-TW'], 'zh-hant'],
    [['zh-Hant-SG'], 'zh-hant'],
    [['zh-Hans-HK'], 'zh-hans'],
    [['fr-CA'], 'fr-ca'],
    [['fr-BE'], 'fr'],
    [['xx', 'yy-ZZ'], 'de'],
    [[], 'de'],
  ])('for %j is %s', (wanted, expected) => {
    expect(chooseLanguage(wanted, shipped, 'de')).toBe(expected);
  });

  test('is there even when the default is not', () => {
    expect(chooseLanguage(['xx'], ['en-us'], 'tlh')).toBe('en-us');
  });
});

test('there is a text for every code of the protocol', () => {
  const documented = [
    ...['error', 'error.websvc', 'error.http', 'error.websvc.general', 'error.websvc.contentType'],
    ...['error.websvc.contentType.invalidCharset', 'error.websvc.contentType.invalidContentType'],
    ...['error.websvc.content', 'error.websvc.content.invalid', 'error.websvc.content.invalid.missingData'],
    ...['error.websvc.unknownEntity', 'error.websvc.unknownEntity.session', 'error.websvc.unknownEntity.participant'],
    ...['error.websvc.unknownEntity.badTarget', 'error.websvc.unknownEntity.invalidQueue'],
    ...['error.websvc.unknownEntity.invalidQueueType', 'error.websvc.userdb', 'error.websvc.userdb.notOnline'],
    ...['error.websvc.userdb.badCredentials', 'error.websvc.userdb.accountExists', 'error.websvc.unsupportedOperation'],
    ...['error.websvc.entity.notconnected', 'error.websvc.unavailable'],
    ...['0', '301', '403', '404', '500', '502', '503'].map((status) => `error.http.${status}`),
  ];
  expect(documented.filter((code) => !Object.hasOwn(english.visitor.errors, code))).toEqual([]);
});
