/**
 * `npm run bench [-- scenario …]`: every server in a process of its own, peers and ours in the same run, ratios at the end of each
 * line. Scenarios: poll, journal, send, delivery, memory, carry, callbacks, limits, handlers, proxy,
 * templates.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { pinned } from './processes.ts';
import { print } from './report.ts';
import { callbacks } from './scenario-callbacks.ts';
import { carry, delivery, memory } from './scenario-chats.ts';
import { handlers } from './scenario-handlers.ts';
import { limits } from './scenario-limits.ts';
import { proxy } from './scenario-proxy.ts';
import { poll, send } from './scenario-requests.ts';
import { templates } from './scenario-templates.ts';

const scenarios: Record<string, () => Promise<void>> = {
  poll,
  journal: async () => {
    const file = fileURLToPath(new URL('./journal.ts', import.meta.url));
    execFileSync(process.execPath, ['--import', 'tsx', file], { stdio: 'inherit' });
  },
  send,
  delivery,
  memory,
  carry,
  callbacks,
  limits,
  handlers,
  proxy,
  templates,
};

const wanted = process.argv.slice(2);
print(`Node ${process.version}; server and load ${pinned ? 'on different cores' : 'not pinned to cores'}`);
for (const name of wanted.length > 0 ? wanted : Object.keys(scenarios)) {
  const scenario = scenarios[name];
  if (!scenario) throw new Error(`There is no scenario "${name}"; there are ${Object.keys(scenarios).join(', ')}.`);
  await scenario();
}
