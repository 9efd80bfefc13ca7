/** The page of an agent search filled in by our templates, EJS and Handlebars: the same agents, the same bytes. */
import { createRequire } from 'node:module';
import Handlebars from 'handlebars';
import { compile } from '../../lib/templates/templates.ts';
import { fixed, median, table } from './report.ts';

// It comes without types.
const ejs = createRequire(import.meta.url)('ejs') as { compile(source: string): (data: object) => string };

const rounds = 9;
const pages = 400;

const agents = Array.from({ length: 200 }, (_, index) => ({
  name: index % 10 === 0 ? `Doe & Sons ${index}` : `Jane Doe ${index}`,
  icon: index % 2 === 0 ? 'Avail.gif' : 'OnPhone.gif',
  status: index % 2 === 0 ? 'Available' : 'At lunch < 1 h',
  extension: String(7000 + index),
  mail: `jane.doe.${index}@example.com`,
  user: `jane.doe.${index}`,
}));
type Agent = (typeof agents)[number];

/** The page in the words of an engine: how it repeats, and how it puts in a value. */
function source(
  repeat: readonly [before: string, after: string],
  value: (name: keyof Agent | 'title') => string,
): string {
  const row = `<tr><td>${value('name')}</td>
<td><img src="/I3Root/img/${value('icon')}" alt=""> ${value('status')}</td>
<td>Voice/Fax: ${value('extension')}</td>
<td><a href="mailto:${value('mail')}">${value('mail')}</a></td>
<td><a href="/I3Root/index.html?chatTargetType=User&amp;chatTarget=${value('user')}">Chat!</a>
<a href="/I3Root/index.html?callbackTargetType=User&amp;callbackTarget=${value('user')}">Callback</a></td></tr>`;
  return `<!DOCTYPE html><html lang="en"><head><title>${value('title')}</title></head><body><h1>${value('title')}</h1>
<table>${repeat[0]}${row}${repeat[1]}</table></body></html>`;
}

const title = 'Interact Search Results';

interface Engine {
  readonly name: string;
  readonly compiled: () => () => string;
}

const engines: readonly Engine[] = [
  { name: 'ours', compiled: ours },
  {
    name: 'EJS',
    compiled: () => {
      const value = (name: string) => (name === 'title' ? '<%= title %>' : `<%= agent.${name} %>`);
      const template = ejs.compile(source(['<% for (const agent of agents) { %>', '<% } %>'], value));
      return () => template({ title, agents });
    },
  },
  {
    name: 'Handlebars',
    compiled: () => {
      const template = Handlebars.compile(source(['{{#each agents}}', '{{/each}}'], (name) => `{{${name}}}`));
      return () => template({ title, agents });
    },
  },
];

function ours(): () => string {
  const template = compile(
    source(['', ''], (name) => `##I3_${name}##`),
    { name: 'agents.i3html' },
  );
  const column = (name: keyof Agent) => agents.map((agent) => agent[name]);
  const bindings = {
    name: column('name'),
    icon: column('icon'),
    status: column('status'),
    extension: column('extension'),
    mail: column('mail'),
    user: column('user'),
  };
  return () => template.render({ title, ...bindings });
}

export async function templates(): Promise<void> {
  const renders = engines.map(({ name, compiled }) => ({ name, render: compiled(), seen: [] as number[] }));
  const [page = ''] = renders.map(({ render }) => render());
  for (const { name, render } of renders) if (render() !== page) throw new Error(`${name} makes another page`);
  // The first round warms up.
  for (let round = 0; round <= rounds; round++) {
    for (const { render, seen } of renders) {
      const cost = costOf(render, page.length);
      if (round > 0) seen.push(cost);
    }
  }
  const peer = Math.min(...renders.slice(1).map(({ seen }) => median(seen)));
  table(
    `A page of ${agents.length} agents, ${page.length} characters, from a compiled template; ratio to the faster peer`,
    ['engine', 'CPU µs', 'ratio'],
    renders.map(({ name, seen }) => [name, fixed(median(seen)), fixed(median(seen) / peer, 2)]),
  );
}

/** CPU microseconds for one page, its bytes included. */
function costOf(render: () => string, length: number): number {
  const before = process.cpuUsage();
  for (let page = 0; page < pages; page++) {
    if (Buffer.from(render()).length < length) throw new Error('The page is too short');
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / pages;
}
