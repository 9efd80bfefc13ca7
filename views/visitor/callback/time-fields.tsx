import type { Opening } from '../client/opening.ts';
import { comingTime } from '../coming.ts';
import { Choices } from '../forms/choices.tsx';
import { useNow, usePage } from '../page.ts';
import { slotDays } from './slots.ts';

interface TimeFieldsProps {
  readonly opening: Opening;
  readonly chosen: boolean;
  readonly preferredAt: number | undefined;
  readonly onChange: (chosen: boolean, preferredAt: number | undefined) => void;
  readonly error: string | undefined;
}

/** When to call: soon, or at one of the times that are free, in the visitor's own zone. */
export function TimeFields({ opening, chosen, preferredAt, onChange, error }: TimeFieldsProps) {
  const { texts, times } = usePage();
  const now = useNow(30_000);
  const days = slotDays(opening.slots, now, times);
  const { opensAt } = opening;
  const soon =
    opening.open || opensAt === undefined
      ? texts('callbackSoon')
      : texts('callbackSoonClosed', { time: comingTime(texts, times, opensAt, now) });
  const day = days.find(({ slots }) => slots.some(({ at }) => at === preferredAt)) ?? days[0];
  const described = error ? 'iwt-callback-time-error' : 'iwt-callback-zone';
  if (!day) return null;
  return (
    <div class="iwt-callback-when">
      <Choices
        name="iwt-callback-when"
        legend={texts('callbackWhen')}
        choices={[
          { value: 'soon', label: soon },
          { value: 'chosen', label: texts('callbackChosen') },
        ]}
        chosen={chosen ? 'chosen' : 'soon'}
        onChange={(value) => onChange(value === 'chosen', value === 'chosen' ? day.slots[0]?.at : undefined)}
      />
      {chosen && (
        <div class="iwt-callback-slot">
          <div class="field">
            <label class="field-label" for="iwt-callback-day">
              {texts('callbackDay')}
            </label>
            <select
              class="input"
              id="iwt-callback-day"
              value={day.key}
              onChange={(event) => {
                const next = days.find(({ key }) => key === event.currentTarget.value);
                onChange(true, next?.slots[0]?.at);
              }}
            >
              {days.map(({ key, at }) => (
                <option key={key} value={key}>
                  {capital(times.coming(at, now), texts.language)}
                </option>
              ))}
            </select>
          </div>
          <div class="field">
            <label class="field-label" for="iwt-callback-time">
              {texts('callbackTime')}
            </label>
            <select
              class="input"
              id="iwt-callback-time"
              value={String(preferredAt)}
              onChange={(event) => onChange(true, Number(event.currentTarget.value))}
              aria-invalid={error ? 'true' : undefined}
              aria-describedby={described}
            >
              {day.slots.every(({ at }) => at !== preferredAt) && <option value={String(preferredAt)} />}
              {day.slots.map(({ at, label }) => (
                <option key={at} value={String(at)}>
                  {label}
                </option>
              ))}
            </select>
          </div>
          <p class={error ? 'field-error iwt-form-field-error' : 'field-hint'} id={described}>
            {error ?? zoneText()}
          </p>
        </div>
      )}
    </div>
  );

  function zoneText(): string {
    const name = times.zoneName(preferredAt ?? now, 'long');
    const zone = times.zone.replace(/_/g, ' ');
    return name === zone ? texts('callbackZone', { zone }) : texts('callbackZoneNamed', { name, zone });
  }
}

/** Where a sentence would begin, in languages that have capitals. */
function capital(text: string, language: string): string {
  const [first = '', ...rest] = text;
  return first.toLocaleUpperCase(language) + rest.join('');
}
