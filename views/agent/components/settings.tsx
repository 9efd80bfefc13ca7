import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { usePage, usePreferences, useRedraw, useSelect } from '../hooks.ts';
import { type Tone, tones } from '../preferences.ts';
import { t } from '../texts.ts';
import { Icon } from './icons.tsx';
import { Popover } from './popover.tsx';

/** How the agent is called: sound and desktop notifications. */
export function AlertSettings(): JSX.Element {
  const { sound } = usePreferences();
  return (
    <Popover
      name="alerts"
      align="end"
      label={t('alerts.title')}
      buttonLabel={t('alerts.title')}
      button={<Icon name={sound ? 'bell' : 'bellOff'} />}
      buttonClass="button button-quiet button-icon small"
    >
      {() => <AlertPanel />}
    </Popover>
  );
}

function AlertPanel(): JSX.Element {
  const { preferences, sound, desktop } = usePage();
  const chosen = usePreferences();
  const redraw = useRedraw();
  useEffect(() => sound.onBlockedChange(redraw), []);
  const permission = desktop.permission();
  const notify = async (wanted: boolean) => {
    if (!wanted) preferences.set({ notifications: false });
    else await desktop.ask();
    redraw();
  };
  return (
    <div class="panel">
      <label class="choice">
        <input
          type="checkbox"
          data-autofocus
          checked={chosen.sound}
          onChange={(event) => preferences.set({ sound: event.currentTarget.checked })}
        />
        {t('alerts.sound')}
      </label>
      <fieldset class="panel-group" disabled={!chosen.sound}>
        <legend class="field-label">{t('alerts.tone')}</legend>
        <div class="segments">
          {tones.map((tone) => (
            <label key={tone} class="segment">
              <input
                type="radio"
                name="tone"
                checked={chosen.tone === tone}
                onChange={() => {
                  preferences.set({ tone });
                  sound.sample();
                }}
              />
              <span>{toneName(tone)}</span>
            </label>
          ))}
        </div>
        <div class="field">
          <label class="field-label" for="volume">
            {t('alerts.volume')}
          </label>
          <input
            id="volume"
            class="range"
            type="range"
            min={10}
            max={100}
            step={10}
            value={chosen.volume}
            onInput={(event) => preferences.set({ volume: Number(event.currentTarget.value) })}
            onChange={() => sound.sample()}
          />
        </div>
      </fieldset>
      <label class="choice">
        <input
          type="checkbox"
          checked={chosen.notifications && permission === 'granted'}
          disabled={!desktop.supported || permission === 'denied'}
          onChange={(event) => void notify(event.currentTarget.checked)}
        />
        {t('alerts.notifications')}
      </label>
      {desktop.supported && permission === 'denied' && <p class="field-hint">{t('alerts.denied')}</p>}
      {!desktop.supported && <p class="field-hint">{t('alerts.unsupported')}</p>}
    </div>
  );
}

function toneName(tone: Tone): string {
  return { bell: t('tone.bell'), chime: t('tone.chime'), knock: t('tone.knock') }[tone];
}

/** Appearance, keys and the way out. */
export function Menu({ onKeys, onSignOut }: { onKeys: () => void; onSignOut: () => void }): JSX.Element {
  const { preferences } = usePage();
  const { theme } = usePreferences();
  const role = useSelect((state) => state.user?.role);
  const themes = [
    ['system', t('theme.system')],
    ['light', t('theme.light')],
    ['dark', t('theme.dark')],
  ] as const;
  return (
    <Popover
      name="menu"
      align="end"
      label={t('menu')}
      buttonLabel={t('menu')}
      button={<Icon name="menu" />}
      buttonClass="button button-quiet button-icon small"
    >
      {(close) => (
        <div class="panel">
          <fieldset class="panel-group">
            <legend class="field-label">{t('theme')}</legend>
            <div class="segments">
              {themes.map(([value, name]) => (
                <label key={value} class="segment">
                  <input
                    type="radio"
                    name="theme"
                    checked={theme === value}
                    data-autofocus={theme === value ? '' : undefined}
                    onChange={() => preferences.set({ theme: value })}
                  />
                  <span>{name}</span>
                </label>
              ))}
            </div>
          </fieldset>
          {role === 'administrator' && (
            <a class="panel-item" href="../admin/" target="_blank" rel="noopener">
              {t('administration')}
            </a>
          )}
          <button
            type="button"
            class="panel-item"
            onClick={() => {
              close();
              onKeys();
            }}
          >
            {t('keys.title')} <kbd class="kbd">?</kbd>
          </button>
          <button
            type="button"
            class="panel-item"
            onClick={() => {
              close();
              onSignOut();
            }}
          >
            {t('signOut')}
          </button>
        </div>
      )}
    </Popover>
  );
}
