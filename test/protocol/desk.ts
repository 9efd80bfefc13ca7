import { signIn, type TestAgent } from '../support/agent.ts';
import type { Desk } from './caller.ts';

/** An agent of ours who answers chats through the agent API. `url`: of the package's root. */
export async function deskOf(url: string, username: string, password: string): Promise<Desk> {
  const agent: TestAgent = await signIn(url, username, password);

  async function find(name: string): Promise<string> {
    const found = await agent.find((interaction) => interaction.name === name);
    if (!found) throw new Error(`The agent sees no chat with ${name}.`);
    return found.id;
  }

  return {
    agent: `${username.slice(0, 1).toUpperCase()}${username.slice(1)}`,
    pickup: async (name) => agent.act(await find(name), 'pickup'),
    say: async (name, text) => agent.say(await find(name), text),
    async type(name, typing) {
      await agent.call('POST', `interactions/${await find(name)}/typing`, { typing });
    },
    hold: async (name) => agent.act(await find(name), 'hold'),
    resume: async (name) => agent.act(await find(name), 'resume'),
    end: async (name) => agent.act(await find(name), 'disconnect'),
  };
}
