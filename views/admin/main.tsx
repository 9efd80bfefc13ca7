import { render } from 'preact';
import '../styles/tokens.css';
import '../styles/base.css';
import '../styles/controls.css';
import '../agent/styles/layout.css';
import '../agent/styles/parts.css';
import '../agent/styles/overlays.css';
import './styles/frame.css';
import './styles/parameters.css';
import './styles/editor.css';
import { createAnnouncer } from '../agent/alerts/announcer.ts';
import { pageEnvironment } from '../agent/page-environment.ts';
import { createPreferences } from '../agent/preferences.ts';
import { createPageClock } from '../agent/runtime/clock.ts';
import { createStorage } from '../agent/runtime/storage.ts';
import { keepAddress } from './address.ts';
import { createApi } from './api.ts';
import { App } from './components/app.tsx';
import { createDesk } from './desk.ts';
import { loadTexts, t } from './texts.ts';

async function start(): Promise<void> {
  await loadTexts(navigator.languages);
  document.title = t('title');
  takeTheme();
  const environment = pageEnvironment();
  const announcer = createAnnouncer();
  const desk = createDesk({ api: createApi('api/', (url, init) => window.fetch(url, init)), clock: createPageClock() });
  keepAddress(desk);
  warnBeforeLeaving(() => desk.unsaved() > 0);
  environment.watch(() => {
    if (environment.visible()) desk.lookAgain();
  });

  const root = document.getElementById('administration');
  if (!root) return;
  root.replaceChildren();
  render(<App page={{ desk, environment, announcer }} />, root);
  desk.boot();
}

/** Whoever chose a theme in the agent console, which lies beside this page, finds it here. */
function takeTheme(): void {
  const beside = new URL('../agent/', document.baseURI).pathname;
  const { theme } = createPreferences(createStorage(() => window.localStorage, beside)).get();
  if (theme !== 'system') document.documentElement.dataset.theme = theme;
}

function warnBeforeLeaving(unsaved: () => boolean): void {
  window.addEventListener('beforeunload', (event) => {
    if (unsaved()) event.preventDefault();
  });
}

void start();
