import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import type { SiteAnswers } from '../../views/config-file/answers.ts';
import {
  type ConfigFile,
  changeConfigJs,
  newConfigJs,
  readConfigJs,
  replacements,
} from '../../views/config-file/config-js.ts';

const manual = `/*global ININ: true */

// Register namespaces
ININ.Web.Common.Type.registerNamespace("ININ.Web.Chat");

// Config class
ININ.Web.Chat.Config =
{
  "ConfigVersion": 0,
  "ChatTarget": "Marketing",
  "CallbackTarget": "Marketing",
  "ChatTargetType": "Workgroup",
  "CallbackTargetType": "Workgroup",
  "InteractionTypes": [ "Chat", "Callback"
],
  "UseEncryption": true,
  "ICServerCount": 2,
  "DefaultLanguageCode": "en-us"
};
`;

const ofManual: SiteAnswers = {
  servers: 2,
  secure: true,
  language: 'en-us',
  types: ['Chat', 'Callback'],
  chatTarget: 'Marketing',
  chatTargetType: 'Workgroup',
  callbackTarget: 'Marketing',
  callbackTargetType: 'Workgroup',
};

function open(text: string): ConfigFile {
  const read = readConfigJs(text);
  if (!read.ok) throw new Error(JSON.stringify(read.problem));
  return read.file;
}

const change = (text: string, wanted: Partial<SiteAnswers>): string => changeConfigJs(open(text), wanted);
const problem = (text: string): unknown => {
  const read = readConfigJs(text);
  return read.ok ? 'understood' : read.problem;
};

describe('reading config.js', () => {
  it('knows the example of the manual', () => {
    expect(open(manual).answers).toEqual(ofManual);
    expect(open(manual).values).toEqual({
      ...{ ConfigVersion: 0, ChatTarget: 'Marketing', CallbackTarget: 'Marketing', UseEncryption: true },
      ...{ ChatTargetType: 'Workgroup', CallbackTargetType: 'Workgroup', InteractionTypes: ['Chat', 'Callback'] },
      ...{ ICServerCount: 2, DefaultLanguageCode: 'en-us' },
    });
  });

  it.each<[string, string]>([
    ['a module', `define([], function () {\n  return {\n    "ChatTarget": "Sales", "ICServerCount": 1 };\n});`],
    ['a module without a function', `define("config", { ChatTarget: 'Sales' });`],
    ['a variable in a module', `define(function(require) { var Config = { ChatTarget: "Sales" }; return Config; });`],
    ['nested namespaces', `window.ININ={Web:{Chat:{Config:{ChatTarget:"Sales"}}}}`],
    ['plain JSON', `{"ChatTarget":"Sales"}`],
    ['hand-written', `ININ.Web.Chat.Config = { // {\n 'ChatTarget' : /* "No" */ 'Sales' /* } */ , };`],
    [
      'commented-out copies',
      `/* Config = { "ChatTarget": "Old" } */\n// { "ChatTarget": "Older" }\nX = {"ChatTarget":"Sales"}`,
    ],
    ['a key twice', `X = { "ChatTarget": "Before", "ChatTarget": "Sales" };`],
    [
      'odd code around it',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the file's.
      'var a = /["\'{/]/.test(`${{b: "`{"}}`) ? x / y : z;\nX = {ChatTarget: "Sales"};\nif (a) { b(); }',
    ],
    ['escapes', `X = { "Chat\\u0054arget": "S\\x61les" };`],
    ['a byte order mark', `\uFEFFX = {ChatTarget: "Sales"}`],
  ])('finds the target in %s', (_form, text) => {
    expect(open(text).answers.chatTarget).toBe('Sales');
  });

  it.each<[string, readonly string[]]>([
    ['"chat"', ['Chat']],
    ['"Callback"', ['Callback']],
    ['[ "chat", "callback" ]', ['Chat', 'Callback']],
    ["['CALLBACK',]", ['Callback']],
    ['"Chat, Callback"', ['Chat', 'Callback']],
    ['"fax"', ['Chat', 'Callback']],
    ['[]', ['Chat', 'Callback']],
    ['3', ['Chat', 'Callback']],
    ['{"toString": 1}', ['Chat', 'Callback']],
  ])('takes InteractionTypes %s', (source, types) => {
    expect(open(`X = { InteractionTypes: ${source} }`).answers.types).toEqual(types);
  });

  it('says what holds where keys are missing or odd', () => {
    const file = open(
      `X = { "ConfigVersion": 0, UseEncryption: "TRUE", ICServerCount: "2", DefaultLanguageCode: "De-CH" }`,
    );
    expect(file.answers).toEqual({ ...ofManual, language: 'de-ch', chatTarget: '', callbackTarget: '' });
    expect(open('X = { UseEncryption: { toString: 1 }, ICServerCount: { valueOf: 1 } }').answers).toMatchObject({
      secure: false,
      servers: 1,
    });
    expect(open('ININ.Web.Chat.Config = {};').answers).toMatchObject({
      servers: 1,
      secure: true,
      types: ofManual.types,
    });
  });

  it('tells what the file computes', () => {
    const file = open(
      `X = { UseEncryption: location.protocol == "https:", ChatTarget: pick({ a: [1, "}"] }), ICServerCount: 1 }`,
    );
    expect(file.computed).toEqual({ secure: 'location.protocol == "https:"', chatTarget: 'pick({ a: [1, "}"] })' });
    expect(file.values).toEqual({ ICServerCount: 1 });
  });

  it.each<[string, string, unknown]>([
    ['nothing of the kind', 'alert(1);', { code: 'nothing', line: 1 }],
    ['nothing at all', '', { code: 'nothing', line: 1 }],
    ['a web page', "<html>\n<p>it's not found</p></html>", { code: 'syntax', line: 2 }],
    ['an open string', 'a = 1;\nX = { "ChatTarget": "Sales };', { code: 'syntax', line: 2 }],
    ['an open brace', '\r\n\r\nX = { "ChatTarget": "Sales"', { code: 'syntax', line: 3 }],
    ['the wrong bracket', 'X = { "ChatTarget": ["Sales" }', { code: 'syntax', line: 1 }],
    ['an open comment', 'X = { "ChatTarget": "Sales" } /*', { code: 'syntax', line: 1 }],
    ['two of them', 'X = { ChatTarget: "A" };\nX = { ChatTarget: "B" };', { code: 'twice', line: 2 }],
    ['a key set later', 'X = { ChatTarget: "A" };\nX.ChatTarget = "B";', { code: 'twice', line: 2 }],
    ['a key set later by name', 'X = { ChatTarget: "A" };\n\nX["ICServerCount"] = 2;', { code: 'twice', line: 3 }],
    ['a key added to', 'X = { ChatTarget: "A" }; X.ChatTarget += "B"', { code: 'twice', line: 1 }],
    ['far too much', `X = { ChatTarget: "A" };${' '.repeat(300_000)}`, { code: 'long', line: 1 }],
  ])('refuses %s', (_what, text, expected) => {
    expect(problem(text)).toEqual(expected);
  });

  it('does not take a comparison for a change', () => {
    expect(problem('X = { ChatTarget: "A" }; if (X.ChatTarget === "A" && X.ChatTarget == y) z();')).toBe('understood');
  });
});

describe('changing config.js', () => {
  it('leaves a file as it is when nothing changes', () => {
    expect(change(manual, ofManual)).toBe(manual);
    expect(change(manual, {})).toBe(manual);
    const lower = `X = { "ChatTarget": 'Marketing', "CallbackTarget": "Marketing", InteractionTypes: ['chat','callback'], ICServerCount: "2" };`;
    expect(change(lower, ofManual)).toBe(lower);
  });

  it('replaces values in their place and nothing else', () => {
    const wanted: Partial<SiteAnswers> = {
      chatTarget: 'Sales "EU" <\u2028>',
      types: ['Callback'],
      secure: false,
      servers: 1,
    };
    expect(change(manual, wanted)).toBe(
      manual
        .replace('"ChatTarget": "Marketing"', '"ChatTarget": "Sales \\"EU\\" \\u003c\\u2028>"')
        .replace('[ "Chat", "Callback"\n]', '[ "Callback" ]')
        .replace('"UseEncryption": true', '"UseEncryption": false')
        .replace('"ICServerCount": 2', '"ICServerCount": 1'),
    );
  });

  it('keeps comments, quotes, commas, other keys and line ends of a file edited by hand', () => {
    const text = [
      'define([], function () {',
      "\tvar Config = { // it's ours",
      "\t\t'ChatTarget' : 'Old', // who chats",
      '\t\tCallbackTarget:Elsewhere.name /* computed */,',
      "\t\tInteractionTypes: 'chat',",
      '\t\tlogo: function () { return "}"; },',
      '\t\tDefaultLanguageCode: "en-US", // last resort',
      '\t};',
      '\treturn Config;',
      '});',
    ].join('\r\n');
    const wanted: SiteAnswers = { ...ofManual, chatTarget: "Ann's", callbackTarget: 'New', types: ['Chat'] };
    expect(change(text, wanted)).toBe(
      text
        .replace("'Old'", "'Ann\\'s'")
        .replace('Elsewhere.name', "'New'")
        .replace('"en-US", // last resort', '"en-us", // last resort\r\n\t\t\'ICServerCount\': 2,'),
    );
    expect(change(text, { ...wanted, callbackTarget: undefined })).toContain(
      'CallbackTarget:Elsewhere.name /* computed */,',
    );
  });

  it.each([
    ['X = {ConfigVersion: 0}', 'X = {ConfigVersion: 0, ChatTarget: "A"}'],
    ['X = { "ConfigVersion": 0, }', 'X = { "ConfigVersion": 0, "ChatTarget": "A", }'],
    ['X = {\n  "ConfigVersion": 0 // format\n};', 'X = {\n  "ConfigVersion": 0, // format\n  "ChatTarget": "A"\n};'],
    ['X = {\n  "ConfigVersion": 0 /* b */};', 'X = {\n  "ConfigVersion": 0, /* b */\n  "ChatTarget": "A"\n};'],
    ['  ININ.Web.Chat.Config = {\n  };', '  ININ.Web.Chat.Config = {\n    "ChatTarget": "A"\n  };'],
    ['Config = {};', 'Config = { "ChatTarget": "A" };'],
    ['X = { ConfigVersion: 0, ...more }', 'X = { ConfigVersion: 0, ...more, ChatTarget: "A" }'],
  ])('adds what is missing: %j', (before, expected) => {
    expect(change(before, { chatTarget: 'A' })).toBe(expected);
  });

  it('adds nothing that holds anyway', () => {
    expect(change('X = { ConfigVersion: 0 }', { ...ofManual, servers: 1, chatTarget: 'A', callbackTarget: 'A' })).toBe(
      'X = { ConfigVersion: 0, ChatTarget: "A", CallbackTarget: "A" }',
    );
  });

  it('corrects what pages cannot use', () => {
    const text = 'X = { UseEncryption: "true", DefaultLanguageCode: "de-CH" }';
    expect(replacements(open(text), { secure: true, language: 'de-ch' })).toEqual([
      { key: 'UseEncryption', before: '"true"', after: 'true' },
      { key: 'DefaultLanguageCode', before: '"de-CH"', after: '"de-ch"' },
    ]);
  });
});

it('a new file has the keys of the manual in its order, and runs before anything else', () => {
  const text = newConfigJs({ ...ofManual, chatTarget: '</script>\u2029"\\' });
  const window: Record<string, unknown> = {};
  const config = JSON.parse(runInNewContext(`${text}; JSON.stringify(ININ.Web.Chat.Config)`, { window }));
  expect(Object.entries(config)).toEqual([
    ['ConfigVersion', 0],
    ['ChatTarget', '</script>\u2029"\\'],
    ['CallbackTarget', 'Marketing'],
    ['ChatTargetType', 'Workgroup'],
    ['CallbackTargetType', 'Workgroup'],
    ['InteractionTypes', ['Chat', 'Callback']],
    ['UseEncryption', true],
    ['ICServerCount', 2],
    ['DefaultLanguageCode', 'en-us'],
  ]);
  expect(open(text).answers.chatTarget).toBe('</script>\u2029"\\');
});
