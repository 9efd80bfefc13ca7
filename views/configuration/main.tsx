import '../styles/tokens.css';
import '../styles/base.css';
import '../styles/controls.css';
import './styles/configuration.css';
import { render } from 'preact';
import { App } from './app.tsx';
import { loadTexts, TextsContext } from './texts.ts';

async function start(): Promise<void> {
  const texts = await loadTexts(navigator.languages);
  const { documentElement: root } = document;
  root.lang = new Intl.Locale(texts.language).toString();
  if (!root.hasAttribute('dir')) root.dir = texts.direction;
  document.title = texts('title');
  const main = document.getElementById('configuration');
  if (!main) return;
  main.replaceChildren();
  render(
    <TextsContext.Provider value={texts}>
      <App />
    </TextsContext.Provider>,
    main,
  );
}

void start();
