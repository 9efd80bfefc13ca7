import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { signIn } from '../support/agent.ts';
import { runIwt } from '../support/children.ts';
import { setIn } from '../support/limits.ts';
import { type Served, serve } from '../support/serve.ts';
import { startChat } from '../support/visitor.ts';
import { type Program, startProgram, without } from './programs.ts';

const command = (...args: string[]) => runIwt(args).ended;

describe.each<Program>(['apache', 'nginx', 'haproxy'])('a visitor, %s and `iwt serve --cic`', (program) => {
  describe.skipIf(without(program))('configured with the output of `iwt configure --for`', () => {
    let cic: Served;
    let data: string;
    let url: string;

    beforeEach(async () => {
      data = await mkdtemp(path.join(os.tmpdir(), 'iwt-through-'));
      // Before the start, so that it holds from the first chat on.
      await setIn(data, { MaxInteractionsAllowedPerIP: 1 });
      cic = await serve(data, '--demo', '--cic', '--cic-port', '0', '--trust-proxy', 'loopback');
      const origin = `http://127.0.0.1:${cic.cic?.http}`;
      const { code, out } = await command(
        'configure',
        '--for',
        program,
        '--cic',
        origin,
        '--options',
        `${data}/none.json`,
      );
      expect(code).toBe(0);
      const site = await startProgram(program, { printed: out });
      url = `${site.http}/I3Root`;
      return async () => {
        await site.stop();
        await cic.kill();
        await rm(data, { recursive: true, force: true });
      };
    });

    it('chat with each other, by poll and by stream', async () => {
      const person = cic.people.find(({ role, workgroups }) => role === 'agent' && workgroups.includes('Support'));
      if (!person) throw new Error('The demo has no agent.');
      const agent = await signIn(`${cic.url}${cic.root}`, person.username, person.password);
      await agent.status('Available');
      const visitor = await startChat(url, { prefix: 'Server1/websvcs', target: 'Support' });
      const [{ id = '' } = {}] = await expect
        .poll(() => agent.list())
        .toHaveLength(1)
        .then(() => agent.list());
      await agent.act(id, 'pickup');
      await visitor.say('Is somebody there?');
      await expect.poll(() => agent.texts(id)).toContain('visitor: Is somebody there?');
      await agent.say(id, 'Yes: Jürgen & Zoë.');
      await visitor.until((event) => event.type === 'text' && event.value === 'Yes: Jürgen & Zoë.');
      const stream = await visitor.stream(visitor.events.at(-1)?.sequenceNumber);
      onTestFinished(() => stream.close());
      await agent.say(id, 'What can I do for you?');
      await stream.until(({ data: event }) => JSON.stringify(event).includes('What can I do for you?'));
      await visitor.exit();
      await expect.poll(async () => (await agent.read(id)).state).toBe('Disconnected');
    });

    it('visitors are told apart by their addresses', async () => {
      const start = async (address: string) => {
        const response = await fetch(`${url}/Server1/websvcs/chat/start`, {
          method: 'POST',
          headers: { 'X-Forwarded-For': address },
          body: JSON.stringify({ participant: { name: 'Vera' }, target: 'Support' }),
        });
        return ((await response.json()) as { chat: { status: { type: string } } }).chat.status.type;
      };
      for (const address of ['203.0.113.1', '203.0.113.2']) {
        expect([await start(address), await start(address)]).toEqual(['success', 'failure']);
      }
    });
  });
});
