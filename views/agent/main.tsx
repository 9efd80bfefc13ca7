import { render } from 'preact';
import '../styles/tokens.css';
import '../styles/base.css';
import '../styles/controls.css';
import './styles/layout.css';
import './styles/parts.css';
import './styles/overlays.css';
import './styles/status.css';
import './styles/list.css';
import './styles/dock.css';
import './styles/conversation.css';
import './styles/transcript.css';
import './styles/composer.css';
import './styles/details.css';
import './styles/callback.css';
import './styles/callback-foot.css';
import './styles/timeline.css';
import { keepAddress } from './address.ts';
import { createAnnouncer } from './alerts/announcer.ts';
import { watchAttention } from './alerts/attention.ts';
import { createDesktop } from './alerts/notify.ts';
import { createSound } from './alerts/sound.ts';
import { App } from './components/app.tsx';
import { createEngine } from './engine.ts';
import icon from './icon.svg';
import { pageEnvironment } from './page-environment.ts';
import { createPreferences } from './preferences.ts';
import { createPageClock, jitter, randomId } from './runtime/clock.ts';
import { createStorage } from './runtime/storage.ts';
import { createApi } from './sync/api.ts';
import type { Fetch } from './sync/fetch.ts';
import { createStream } from './sync/stream.ts';
import { loadTexts, t } from './texts.ts';
import { followViewport } from './viewport.ts';

async function start(): Promise<void> {
  await loadTexts(navigator.languages);
  document.title = t('title');
  const clock = createPageClock();
  // Also sandboxed pages have the name; reading it is what fails.
  const storage = createStorage(() => window.localStorage, location.pathname);
  const environment = pageEnvironment();
  const preferences = createPreferences(storage);
  const fetch: Fetch = (url, init) => window.fetch(url, init);
  const engine = createEngine({
    api: createApi('api/', clock, fetch),
    // The stream measures silence; a corrected clock would jump.
    createStream: (on) =>
      createStream({ url: 'api/events', fetch, clock: { now: clock.local, after: clock.after }, jitter, ...on }),
    clock,
    storage,
    newId: randomId,
    environment,
  });
  const sound = createSound(preferences, clock);
  const desktop = createDesktop(preferences, new URL(icon, document.baseURI).href, (id) => engine.open(id));
  const announcer = createAnnouncer();
  watchAttention({ engine, environment, sound, desktop, announcer });
  keepAddress(engine);
  followViewport();

  const root = document.getElementById('console');
  if (!root) return;
  root.replaceChildren();
  render(<App page={{ engine, environment, preferences, sound, desktop, announcer }} />, root);
  engine.boot();
}

void start();
