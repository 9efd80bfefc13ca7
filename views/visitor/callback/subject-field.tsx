import { usePage } from '../page.ts';
import { longestSubject } from './check.ts';

interface SubjectFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly error: string | undefined;
}

/** So many characters before the end the field begins to count. */
const COUNT_FROM = 300;

/** A few lines of text. What is too long is refused with words, never cut. */
export function SubjectField({ label, value, onInput, error }: SubjectFieldProps) {
  const { texts } = usePage();
  const left = longestSubject - value.trim().length;
  const problem = error ?? (left < 0 ? texts.count('textTooLong', -left) : undefined);
  return (
    <div class="field iwt-form-field-div">
      <label class="field-label iwt-form-label iwt-subject-label" for="iwt-subject">
        {label}
      </label>
      <textarea
        class="input iwt-subject-textarea"
        id="iwt-subject"
        name="iwt-subject"
        rows={4}
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
        dir="auto"
        required
        aria-invalid={problem ? 'true' : undefined}
        aria-describedby={problem || left <= COUNT_FROM ? 'iwt-subject-help' : undefined}
      />
      {problem ? (
        <p class="field-error iwt-form-field-error" id="iwt-subject-help">
          {problem}
        </p>
      ) : (
        left <= COUNT_FROM && (
          <p class="field-hint" id="iwt-subject-help">
            {texts.count('charactersLeft', left)}
          </p>
        )
      )}
    </div>
  );
}
