import { describe, expect, test } from 'vitest';
import { type Parameters, readParameters } from '../../views/visitor/parameters.ts';

const page = 'https://site.example/shop/I3Root/';

function read(config: unknown, query = '', data: Record<string, string> = {}): Parameters {
  return readParameters({ config, data, address: new URL(`${page}index.html${query}`) });
}

describe('config.js', () => {
  test('names the target, the tabs and the servers', () => {
    const parameters = read({
      ...{ ConfigVersion: 0, ChatTarget: 'Support_EN', ChatTargetType: 'User', InteractionTypes: ['Chat'] },
      ...{ UseEncryption: true, ICServerCount: 2, DefaultLanguageCode: 'EN-US' },
    });
    expect(parameters).toMatchObject({ target: 'Support_EN', targetType: 'User', chat: true, callback: false });
    expect(parameters).toMatchObject({ firstServer: 0, defaultLanguage: 'en-us' });
    expect(parameters.servers).toEqual(['/shop/I3Root/Server1/', '/shop/I3Root/Server2/']);
  });

  test('names other places of the servers, as the original’s pages do', () => {
    const pair = {
      currentUriFragment: '/SomeDirectory/ICProxy_B',
      uriFragments: ['/SomeDirectory/ICProxy', '/SomeDirectory/ICProxy_B'],
    };
    const expected = ['/SomeDirectory/ICProxy/', '/SomeDirectory/ICProxy_B/'];
    expect(read(pair)).toMatchObject({ servers: expected, firstServer: 1 });
    expect(
      read({
        currentUriFragement: pair.currentUriFragment,
        uriFragments: ['SomeDirectory/ICProxy', 'SomeDirectory/ICProxy_B/'],
      }),
    ).toMatchObject({ servers: expected, firstServer: 1 });
    expect(read(pair, '?server=SomeDirectory/ICProxy').firstServer).toBe(0);
    expect(read({ ICServerCount: 2 }, '', { uriFragments: '/A /B' }).servers).toEqual(['/A/', '/B/']);
    expect(read({ uriFragments: ['../Proxy', './First'] }).servers).toEqual(['/shop/Proxy/', '/shop/I3Root/First/']);
    expect(read({ uriFragments: ['https://evil.example/x', '//evil.example/y'] }).servers).toEqual([
      '/https://evil.example/x/',
      '/y/',
    ]);
    // Whoever writes a link must not choose where a visitor's messages go.
    expect(read({}, '?uriFragments=/elsewhere').servers).toEqual(['/shop/I3Root/Server1/']);
  });

  test.each([
    ['Chat', true, false],
    ['callback', false, true],
    [['CHAT', 'Callback'], true, true],
    [['chat,callback'], true, true],
    [['fax'], true, true],
    [undefined, true, true],
    [7, true, true],
  ])('InteractionTypes %j', (InteractionTypes, chat, callback) => {
    expect(read({ InteractionTypes })).toMatchObject({ chat, callback });
  });

  test.each([undefined, null, 'x', [], { ChatTarget: 7, ICServerCount: 'x', DefaultLanguageCode: {} }])(
    'that is nothing of the kind (%j) leaves the defaults',
    (config) => {
      expect(read(config)).toMatchObject({
        ...{ servers: ['/shop/I3Root/Server1/'], target: '', targetType: 'Workgroup', defaultLanguage: 'en-us' },
        ...{ attributes: undefined, routingContexts: undefined, followUp: undefined },
      });
    },
  );
});

describe('the address and the container', () => {
  test('override the file, the address over the container', () => {
    const data = { target: 'Sales', customInfo: 'a=1', attributes: '{"page":"/x","n":1}' };
    expect(read({ ChatTarget: 'Support' }, '?Target=Marketing&targetType=user', data)).toMatchObject({
      ...{ target: 'Marketing', targetType: 'User', customInfo: 'a=1', attributes: { page: '/x' } },
    });
  });

  test('give routing contexts in either form', () => {
    const expected = { Product: 'Phones' };
    const list = '[{"category":"Product","context":"Phones"},{"category":7}]';
    expect(read({}, `?routingContexts=${encodeURIComponent('{"Product":"Phones"}')}`).routingContexts).toEqual(
      expected,
    );
    expect(read({}, '', { chatRoutingContext: list }).routingContexts).toEqual(expected);
    expect(read({}, '?routingContexts=[oops').routingContexts).toBeUndefined();
  });

  test('choose the server to begin with as links of the original do', () => {
    expect(read({ ICServerCount: 2 }, '?server=I3Root/Server2').firstServer).toBe(1);
    expect(read({ ICServerCount: 2 }, '?server=../../evil').firstServer).toBe(0);
  });

  test('offer a follow-up page: the owner any, the address only one of this site', () => {
    const query = (url: string) => `?chatFollowupUrl=${encodeURIComponent(url)}`;
    expect(read({}, '', { chatFollowupUrl: 'https://survey.example/x' }).followUp).toBe('https://survey.example/x');
    expect(read({}, query('/thanks')).followUp).toBe('https://site.example/thanks');
    for (const url of ['https://evil.example/', '//evil.example', 'javascript:alert(1)', 'data:text/html,x']) {
      expect(read({}, query(url)).followUp).toBeUndefined();
    }
    expect(read({}, '', { chatFollowupUrl: 'javascript:alert(1)' }).followUp).toBeUndefined();
  });
});
