interface ChoicesProps<T extends string> {
  readonly name: string;
  readonly legend: string;
  readonly choices: readonly { readonly value: T; readonly label: string }[];
  readonly chosen: T;
  readonly onChange: (value: T) => void;
}

/** One question with a few answers, all of them in sight. */
export function Choices<T extends string>({ name, legend, choices, chosen, onChange }: ChoicesProps<T>) {
  return (
    <fieldset class="iwt-choices">
      <legend class="field-label">{legend}</legend>
      {choices.map(({ value, label }) => (
        <label class="choice iwt-radio-button-checkbox-label" key={value}>
          <input
            class="iwt-radio"
            type="radio"
            name={name}
            checked={chosen === value}
            onChange={() => onChange(value)}
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
