import { expect, onTestFinished, test } from 'vitest';
import { signIn, type TestAgent } from '../support/agent.ts';
import { openSite, testPassword } from '../support/site.ts';

const by = 'test';

/** Alicia speaks English, Bruno knows the product; Bruno has been idle longer. */
async function office() {
  const site = await openSite();
  onTestFinished(site.close);
  const { skills } = site.iwt.services;
  for (const name of ['CIC', 'en']) await skills.add(name, by);
  await skills.map('ININ_Product', { external: 'Customer Interaction Center', skill: 'CIC', minimum: 1 }, by);
  await skills.map('ININ_Language', { external: 'English', skill: 'en', minimum: 40 }, by);
  const desk = async (username: string): Promise<TestAgent> => {
    await site.addUser({ username });
    const agent = await signIn(site.url, username, testPassword);
    await agent.status('Available');
    return agent;
  };
  const bruno = await desk('bruno');
  const alicia = await desk('alicia');
  for (const name of ['alicia', 'bruno']) await skills.assign('CIC', { kind: 'user', name }, { proficiency: 50 }, by);
  await skills.assign('en', { kind: 'user', name: 'alicia' }, { proficiency: 40 }, by);
  const post = async (path: string, type: string, body: string) => {
    const response = await fetch(`${site.url}/Server1/websvcs/${path}`, {
      method: 'POST',
      headers: { 'Content-Type': type, Accept: 'application/json' },
      body,
    });
    expect(response.status).toBe(200);
  };
  return { site, alicia, bruno, post };
}

const json = {
  target: 'Support',
  targettype: 'Workgroup',
  routingContexts: [
    { context: 'Customer Interaction Center', category: 'Product' },
    { context: 'English', category: 'Language' },
    { context: '<Nobody> & "knows"', category: 'Mood' },
  ],
};

const kept =
  '<?xml version="1.0" encoding="utf-8"?><RoutingContexts>' +
  '<RoutingContext><Context>Customer Interaction Center</Context><Category>Product</Category></RoutingContext>' +
  '<RoutingContext><Context>English</Context><Category>Language</Category></RoutingContext>' +
  '<RoutingContext><Context>&lt;Nobody&gt; &amp; "knows"</Context><Category>Mood</Category></RoutingContext>' +
  '</RoutingContexts>';

async function given(agent: TestAgent) {
  await expect.poll(async () => (await agent.find(({ state }) => state === 'Alerting')) !== undefined).toBe(true);
  const { id = '' } = (await agent.find(({ state }) => state === 'Alerting')) ?? {};
  return (await agent.read(id)).attributes;
}

test('a chat and a callback in JSON go to the agent with the skills, who sees what was said', async () => {
  const { alicia, bruno, post } = await office();
  await post('chat/start', 'application/json', JSON.stringify({ ...json, participant: { name: 'Vera' } }));
  expect(await given(alicia)).toEqual({ RoutingContexts: kept, Eic_AcdSkillSet: 'CIC|en' });
  const chat = await alicia.find(({ state }) => state === 'Alerting');
  await alicia.act(chat?.id ?? '', 'pickup');
  const participant = { name: 'Vera', telephone: '+1 201 555 0123' };
  await post('callback/create', 'application/json', JSON.stringify({ ...json, participant }));
  expect(await given(alicia)).toEqual({ RoutingContexts: kept, Eic_AcdSkillSet: 'CIC|en' });
  expect(await bruno.find(({ state }) => state === 'Alerting')).toBeUndefined();
});

test('a chat in XML goes to the agent with the skills, one without contexts to the other', async () => {
  const { alicia, bruno, post } = await office();
  const contexts =
    '<routingContexts><routingContext><category>LANGUAGE</category><context>english</context></routingContext></routingContexts>';
  const xml = `<chat><target>Support</target><participant><name>Vera</name></participant>${contexts}</chat>`;
  await post('chat/start', 'application/xml', xml);
  expect(await given(alicia)).toMatchObject({ Eic_AcdSkillSet: 'en' });
  await post('chat/start', 'application/json', '{"target":"Support","participant":{"name":"Tom"}}');
  expect(await given(bruno)).toEqual({});
});
