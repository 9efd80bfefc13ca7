import { chmod, lstat, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { answer, configure, genuine, place } from './place.ts';

describe('iwt configure --yes', () => {
  it('makes both files from flags and defaults', async () => {
    const here = await place();
    const flags = ['--yes', '--chat-target', 'Sales', '--no-secure', '--types', 'Chat', '--cic', 'http://ic1:8114'];
    const { code, out, err } = await answer(configure(here, ...flags, '--net'));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`${here.config}: new`);
    expect(await readFile(here.config, 'utf8')).toMatch(/\n {2}"ChatTarget": "Sales",\n.*"CallbackTarget": "Sales",/);
    expect(JSON.parse(await readFile(here.options, 'utf8'))).toEqual({
      cic: { servers: ['http://ic1:8114'], switchover: 'documented', net: true },
      ...{ chatTarget: 'Sales', chatTargetType: 'Workgroup', callbackTarget: 'Sales', callbackTargetType: 'Workgroup' },
      ...{ interactionTypes: ['Chat'], language: 'en-us' },
    });
    expect(Object.keys(await here.files()).sort()).toEqual(['I3Root/js/config.js', 'iwt.json']);
  });

  it('changes in a genuine file only what a flag says, and keeps what was there', async () => {
    const here = await place(genuine, '{"root":"/help","cic":{"servers":["http://a","http://b"],"ca":"package.json"}}');
    await chmod(here.config, 0o666);
    const before = await readFile(here.options, 'utf8');
    // What is no certificate cannot be used as one: nothing is written then.
    expect(await answer(configure(here, '--yes', '--chat-target', 'Sales'))).toMatchObject({ code: 1 });
    await writeFile(here.options, before.replace(',"ca":"package.json"', ''));
    const { code, out } = await answer(configure(here, '--yes', '--chat-target', "Ann's"));
    expect(code).toBe(0);
    expect(out).toContain(`  ChatTarget: "Marketing" → "Ann's"\n`);
    const files = await here.files();
    expect(files['I3Root/js/config.js']).toBe(genuine.replace(`"Marketing", // ours`, `"Ann's", // ours`));
    expect(files['I3Root/js/config.js.bak']).toBe(genuine);
    expect((await stat(here.config)).mode & 0o777).toBe(0o666);
    expect(JSON.parse(files['iwt.json'] ?? '')).toMatchObject({
      ...{ root: '/help', chatTarget: "Ann's", callbackTarget: 'Marketing' },
      cic: { servers: ['http://a', 'http://b'] },
    });
    expect(Object.keys(files).sort()).toEqual(
      ['I3Root/js/config.js', 'I3Root/js/config.js.bak', 'iwt.json', 'iwt.json.bak'].sort(),
    );
    const again = await answer(configure(here, '--yes'));
    expect(again.out).toMatch(/config\.js: nothing changes\n\n.*iwt\.json: nothing changes\n$/);
    expect(await here.files()).toEqual(files);
  });

  it('leaves alone what the file computes', async () => {
    const text =
      'define([], function () { return { ChatTarget: "A", UseEncryption: location.protocol === "https:" }; });';
    const here = await place(text);
    expect(await answer(configure(here, '--yes', '--callback-target', 'A'))).toMatchObject({ code: 0 });
    expect(await readFile(here.config, 'utf8')).toBe(text.replace('"https:" }', '"https:", CallbackTarget: "A" }'));
    expect(await answer(configure(here, '--yes', '--no-secure'))).toMatchObject({ code: 0 });
    expect(await readFile(here.config, 'utf8')).toContain('UseEncryption: false, CallbackTarget');
  });

  it.each<[string, string[], string, RegExp]>([
    ['a target is missing', [], 'IWT_BAD_OPTION', /^iwt: Target of chats: Please name .* \(--chat-target\)\. /],
    ['a number is none', ['--servers', '3'], 'IWT_BAD_OPTION', /^iwt: --servers 3: Please answer 1 or 2\. /],
    ['a URL is none', ['--cic', 'icserver'], 'IWT_BAD_OPTION', /^iwt: --cic icserver: This is no address/],
    ['the second server is missing', ['--servers', '2', '--cic', 'http://a'], 'IWT_IMPOSSIBLE_OPTIONS', /--servers/],
    ['one server is named twice', ['--cic', 'http://a', 'HTTP://A'], 'IWT_BAD_OPTION', /Both addresses are the same/],
  ])('refuses in one sentence when %s', async (_what, flags, code, sentence) => {
    const here = await place();
    const ended = await answer(configure(here, '--yes', ...flags));
    expect(ended).toMatchObject({ code: 1, err: expect.stringMatching(sentence) });
    expect(ended.err).toContain(`(${code})\n`);
    expect(await here.files()).toEqual({});
  });

  it('--dry-run changes nothing', async () => {
    const here = await place(genuine);
    const { code, out } = await answer(configure(here, '--yes', '--dry-run', '--servers', '1'));
    expect([code, out]).toEqual([0, expect.stringContaining('  ICServerCount: 2 → 1\n')]);
    expect(await here.files()).toEqual({ 'I3Root/js/config.js': genuine });
  });

  it('warns when visitors could read the options', async () => {
    const here = await place(genuine);
    const ended = await answer(configure({ ...here, options: path.join(here.folder, 'iwt.json') }, '--yes'));
    expect(ended).toMatchObject({ code: 0, err: expect.stringContaining('where visitors can read it') });
  });
});

describe('iwt configure', () => {
  it('shows what is there, takes Enter for it, explains a wrong answer and asks again', async () => {
    const here = await place(genuine);
    const lines = [
      '',
      'perhaps',
      'no',
      'German',
      'de',
      '',
      '',
      '',
      'jane',
      'user',
      'icserver',
      'http://ic1:8114',
      '',
      'http://ic1:8114',
      'http://ic2:8114',
      'transparent',
      '',
      'yes',
    ];
    const { code, out, err } = await answer(configure(here), ...lines);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const shown of [
      ...['Number of CIC servers\n', 'Answer [2]: ', 'Answer [yes]: ', 'Please answer yes or no.', 'Answer [en-us]: '],
      ...['This is no language code.', 'Answer [chat, callback]: ', 'Target of chats\n', 'Answer [Marketing]: '],
      ...[
        'Answer [Workgroup]: ',
        'Answer [none]: ',
        'This is no address',
        'Please name this server, too',
        'Both addresses',
      ],
      ...['UseEncryption: true → false', 'CallbackTargetType: not there → "User"', '\nSave? [yes]: Saved.'],
    ]) {
      expect(out).toContain(shown);
    }
    expect(await readFile(here.config, 'utf8')).toBe(
      genuine
        .replace('"CallbackTarget": "Marketing"', '"CallbackTarget": "jane"')
        .replace('"UseEncryption": true', '"UseEncryption": false')
        .replace('"DefaultLanguageCode": "en-us"', '"DefaultLanguageCode": "de",\r\n  "CallbackTargetType": "User"'),
    );
    expect(JSON.parse(await readFile(here.options, 'utf8')).cic).toEqual({
      servers: ['http://ic1:8114', 'http://ic2:8114'],
      ...{ switchover: 'transparent', net: false },
    });
  });

  it('is not steered by what a file says: the terminal gets no control characters', async () => {
    const steering = 'ChatTarget\': "\\u001b]0;mine\\u0007\\u202eSales\u001b[2J';
    const here = await place(genuine.replace('ChatTarget\': "Marketing', steering));
    const child = configure(here, '--cic', 'none', '--language', 'de');
    const { out, err } = await answer(child, '\n\n\n', 'Sales\n', '\n'.repeat(6));
    expect(out).toContain('Answer []0;mine Sales [2J]: ');
    expect(out).toMatch(/ChatTarget: .* → "Sales"/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is looked for.
    expect(out + err).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/);
  });

  it('asks only what makes sense, and nothing that a flag has answered', async () => {
    const here = await place();
    const flags = ['--servers', '2', '--types', 'callback', '--cic', 'none', '--language', 'fr'];
    const { code, out } = await answer(configure(here, ...flags), '', 'Sales', '', '');
    expect(code).toBe(0);
    expect(out.match(/\n\S[^\n]*\n {2}\S/g)?.map((question) => question.trim().split('\n')[0])).toEqual([
      ...['Secure connection (HTTPS)', 'Target of callbacks', 'Type of the target of callbacks'],
      ...[`${here.config}: new`, `${here.options}: new`],
    ]);
    expect(JSON.parse(await readFile(here.options, 'utf8'))).toEqual({
      ...{ chatTarget: 'Sales', chatTargetType: 'Workgroup', callbackTarget: 'Sales', callbackTargetType: 'Workgroup' },
      interactionTypes: ['Callback'],
    });
  });

  it('writes nothing when the answer to the last question is no, or the answers end', async () => {
    const here = await place(genuine);
    const flags = ['--cic', 'none', '--types', 'chat', '--servers', '1', '--no-secure', '--language', 'en-us'];
    const refused = await answer(configure(here, ...flags), '', '', 'maybe', 'no');
    expect(refused).toMatchObject({ code: 130, err: expect.stringContaining('Nothing was changed.') });
    const short = await answer(configure(here, ...flags), '');
    expect(short).toMatchObject({ code: 1, err: expect.stringContaining('(IWT_UNANSWERED)') });
    expect(await here.files()).toEqual({ 'I3Root/js/config.js': genuine });
  });

  it.each<[string, string | Buffer, RegExp]>([
    [
      'cut off',
      genuine.slice(0, genuine.indexOf('};')),
      /config\.js cannot be understood: something in line 3 begins and does not end/,
    ],
    ['something else', 'alert("hello");', /has none of the settings/],
    ['ambiguous', `${genuine}ININ.Web.Chat.Config.ChatTarget = "Other";`, /more than one place \(line 13\)/],
    ['in an old encoding', Buffer.from('X = { "ChatTarget": "M\xfcnchen" };', 'latin1'), /neither UTF-8 nor UTF-16/],
  ])('never writes over a file that is %s', async (_what, text, sentence) => {
    const here = await place(text);
    const ended = await answer(configure(here, '--yes', '--chat-target', 'A'));
    expect(ended).toMatchObject({ code: 1, err: expect.stringMatching(sentence) });
    expect(ended.err).toContain('It was left as it is.');
    expect(ended.err).toContain('(IWT_CONFIG_FILE)');
    expect(await here.files()).toEqual({ 'I3Root/js/config.js': text.toString('latin1') });
  });

  it('never writes over options that are no JSON, nor half of its two files', async () => {
    const broken = await place(genuine, '{ root: 1 }');
    expect(await answer(configure(broken, '--yes'))).toMatchObject({ code: 1, err: expect.stringContaining('JSON') });
    const here = await place(genuine);
    await writeFile(path.join(here.folder, 'file'), '');
    const options = path.join(here.folder, 'file', 'iwt.json');
    const ended = await answer(configure({ ...here, options }, '--yes', '--chat-target', 'A'));
    expect(ended).toMatchObject({ code: 1, err: expect.stringContaining('(IWT_CONFIG_FILE)') });
    expect(await here.files()).toEqual({ 'I3Root/js/config.js': genuine, 'I3Root/file': '' });
  });

  it('keeps UTF-16, and writes through a link', async () => {
    const utf16 = (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le');
    const here = await place(utf16(genuine));
    const real = path.join(here.folder, 'real.js');
    await writeFile(real, utf16(genuine));
    await rm(here.config);
    await symlink(real, here.config);
    expect(await answer(configure(here, '--yes', '--chat-target', '販売'))).toMatchObject({ code: 0 });
    expect(await readFile(real)).toEqual(utf16(genuine.replace('"Marketing", //', '"販売", //')));
    expect((await lstat(here.config)).isSymbolicLink()).toBe(true);
  });

  it('notices that somebody else has saved the file meanwhile', async () => {
    const here = await place(genuine);
    const child = configure(
      here,
      '--cic',
      'none',
      '--types',
      'chat',
      '--servers',
      '1',
      '--no-secure',
      '--language',
      'de',
    );
    child.process.stdin?.write('\n\n');
    await child.printed('Save?');
    await writeFile(here.config, `${genuine}// mine`);
    expect(await answer(child, '')).toMatchObject({ code: 1, err: expect.stringContaining('changed meanwhile') });
    expect(await here.files()).toEqual({ 'I3Root/js/config.js': `${genuine}// mine` });
  });

  it('is ended by a signal without a change', async () => {
    const here = await place(genuine);
    const child = configure(here);
    await child.printed('Answer [2]: ');
    child.process.kill('SIGINT');
    expect(await child.ended).toMatchObject({ code: 130, err: expect.stringContaining('Nothing was changed.') });
    expect(await here.files()).toEqual({ 'I3Root/js/config.js': genuine });
  });
});
