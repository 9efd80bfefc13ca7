import { expect, it } from 'vitest';
import type { TestAgent } from '../support/agent.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { startChat } from '../support/visitor.ts';
import { codeOf, minute, openCallbackSite } from './callback-site.ts';

describeEachDatabase('what agents write down', (open) => {
  const enterWorld = async () => openCallbackSite(await open({ file: true }));

  it('takes notes from whom it is assigned to and who supervises, and visitors never see them', async () => {
    const { site, enter, ask, clock } = await enterWorld();
    const [ann, bob, sue] = [await enter('ann'), await enter('bob'), await enter('sue')];
    const vera = await startChat(site.url);
    const chat = (await ann.find(({ type }) => type === 'chat'))?.id ?? '';
    const { id: callback } = await ask();
    for (const id of [chat, callback]) {
      const note = (agent: TestAgent, text: string) => agent.call('POST', `interactions/${id}/notes`, { text });
      expect(codeOf(await note(ann, 'mine?'))).toBe('forbidden');
      await ann.act(id, 'pickup');
      expect((await note(ann, 'Third time.')).status).toBe(200);
      expect((await note(sue, 'Be kind.')).status).toBe(200);
      expect((await note(bob, 'psst')).status).toBe(404);
      for (const text of ['', '  ', 'x'.repeat(2_001), 5]) {
        expect((await ann.call('POST', `interactions/${id}/notes`, { text })).status).toBe(400);
      }
      const notes = (await ann.read(id)).transcript.filter(({ kind }) => kind === 'note');
      expect(notes.map(({ text, from }) => [text, from?.name, from?.mine])).toEqual([
        ['Third time.', 'Ann', true],
        ['Be kind.', 'Sue', false],
      ]);
      await ann.act(id, 'disconnect');
      expect((await note(ann, 'Afterwards.')).status).toBe(200);
      expect(codeOf(await note(sue, 'Too late.'))).toBe('forbidden');
    }
    await vera.poll();
    expect(JSON.stringify(vera.events)).not.toMatch(/Third time|Be kind|Afterwards/);
    clock.advance(10 * minute + 1);
    const late = await (await enter('ann')).call('POST', `interactions/${callback}/notes`, { text: 'Late.' });
    expect([late.status, codeOf(late)]).toEqual([409, 'interaction.state']);
  });

  it('takes codes of the lists, and takes them back', async () => {
    const { codes, enter, ask, clock } = await enterWorld();
    const [ann, bob, sue] = [await enter('ann'), await enter('bob'), await enter('sue')];
    for (const code of ['SOLD', 'OLD']) await codes.add('wrapup', { code, name: `It is ${code}` }, 'test');
    await codes.add('account', { code: 'ACME', name: 'Acme' }, 'test');
    await codes.remove('wrapup', 'OLD', 'test');
    expect((await ann.call('GET', 'codes')).body).toEqual({
      wrapUp: [{ code: 'SOLD', name: 'It is SOLD' }],
      account: [{ code: 'ACME', name: 'Acme' }],
    });

    const { id } = await ask();
    const put = (agent: TestAgent, body: unknown) => agent.call('PUT', `interactions/${id}/codes`, body);
    expect(codeOf(await put(ann, { wrapUpCode: 'SOLD' }))).toBe('forbidden');
    await ann.act(id, 'pickup');
    expect((await put(bob, { wrapUpCode: 'SOLD' })).status).toBe(404);
    for (const body of [{ wrapUpCode: 'ACME' }, { wrapUpCode: 'OLD' }, { accountCode: '' }, { accountCode: 5 }]) {
      expect([body, codeOf(await put(ann, { accountCode: 'ACME', ...body }))]).toEqual([body, 'request.invalid']);
    }
    expect(await ann.read(id)).toMatchObject({ wrapUpCode: null, accountCode: null });
    expect((await put(ann, { wrapUpCode: 'SOLD' })).status).toBe(200);
    expect((await put(sue, { accountCode: 'ACME' })).status).toBe(200);
    const { version } = await ann.read(id);
    expect((await put(ann, { wrapUpCode: 'SOLD', accountCode: 'ACME' })).status).toBe(200);
    expect((await put(ann, {})).status).toBe(200);
    expect(await ann.read(id)).toMatchObject({ wrapUpCode: 'SOLD', accountCode: 'ACME', version });

    await ann.act(id, 'disconnect');
    expect(codeOf(await put(sue, { wrapUpCode: null }))).toBe('forbidden');
    clock.advance(10 * minute);
    const later = await enter('ann');
    expect((await put(later, { wrapUpCode: null })).status).toBe(200);
    expect(await later.read(id)).toMatchObject({ wrapUpCode: null, accountCode: 'ACME' });
    clock.advance(1);
    expect(codeOf(await put(later, { accountCode: null }))).toBe('interaction.state');
    expect(await later.read(id)).toMatchObject({ accountCode: 'ACME' });
  });
});
