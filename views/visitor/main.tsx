import '../styles/tokens.css';
import '../styles/base.css';
import '../styles/controls.css';
import './styles/frame.css';
import './styles/forms.css';
import './styles/chat.css';
import './styles/messages.css';
import { render } from 'preact';
import { App } from './app.tsx';
import { browserPorts } from './browser.ts';
import { createApi } from './client/api.ts';
import { createCallbackMemory } from './client/callback-memory.ts';
import { recordFailures } from './client/history.ts';
import { createMemory } from './client/memory.ts';
import { chooseLanguage } from './language.ts';
import { languages, loadTexts } from './languages.ts';
import { PageContext } from './page.ts';
import { readParameters } from './parameters.ts';
import { watchProblems } from './reporting.ts';
import type { Texts } from './texts.ts';
import { createTimes } from './times.ts';
import { followKeyboard } from './viewport.ts';

interface Namespaces {
  readonly ININ?: { readonly Web?: { readonly Chat?: { readonly Config?: unknown } } };
}

function findContainer(): HTMLElement {
  const known = document.getElementById('iwt-container') ?? document.getElementById('iwc-web-chat-container');
  if (known) return known;
  const made = document.createElement('main');
  made.id = 'iwt-container';
  return document.body.appendChild(made);
}

/** On our own page the whole document speaks the language; on somebody else's only our part of it. */
function speak(container: HTMLElement, texts: Texts): void {
  const root = document.documentElement;
  const own = root.hasAttribute('data-iwt-page');
  const part = own ? root : container;
  part.lang = new Intl.Locale(texts.language).toString();
  if (!part.hasAttribute('dir')) part.dir = texts.direction;
  if (own) document.title = texts('pageTitle');
}

async function start(): Promise<void> {
  const container = findContainer();
  container.classList.add('iwt-container');
  const config = (window as Namespaces).ININ?.Web?.Chat?.Config;
  const address = new URL(container.dataset.base ?? '', location.href);
  address.search = location.search;
  const parameters = readParameters({ config, data: container.dataset, address });
  const wanted = [...(parameters.language ? [parameters.language] : []), ...navigator.languages];
  const texts = await loadTexts(chooseLanguage(wanted, languages, parameters.defaultLanguage));
  speak(container, texts);
  const browser = browserPorts();
  const { http, history } = recordFailures(browser.http, browser.clock);
  const ports = { ...browser, http };
  // Several sites may lie on one origin; each has memories of its own.
  const prefix = `iwt:${parameters.servers[0]}:`;
  const api = createApi(ports.http, parameters.servers);
  const memory = createMemory(prefix, ports.local, ports.tab);
  const callbacks = createCallbackMemory(prefix, ports.local, ports.tab);
  const reporting = watchProblems(browser.http, history, () => {
    const known = memory.find(ports.clock.now())?.identity ?? callbacks.find(ports.clock.now());
    return known && { base: api.base(known.server), participantID: known.participantID };
  });
  const page = {
    ...{ parameters, ports, texts, api, memory, callbacks, reporting },
    times: createTimes(texts.language, navigator.languages),
  };
  followKeyboard(container);
  container.replaceChildren();
  render(
    <PageContext.Provider value={page}>
      <App />
    </PageContext.Provider>,
    container,
  );
}

void start();
