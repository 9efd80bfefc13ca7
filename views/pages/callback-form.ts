import { counted, type Problems, type Reader } from './account-texts.ts';
import { formatIn } from './callback-texts.ts';
import { printPage } from './document.ts';
import { type FieldSpec, field } from './field.ts';
import { type Html, html } from './html.ts';
import { type CallbackTexts, fill, localeFor } from './texts.ts';

export type CallbackField = keyof CallbackTexts['fields'];

export interface CallbackFormPage extends Reader {
  /** Where it is sent, below the root. */
  readonly action: string;
  /** What was typed, by field; `when` is one of the times, or empty. */
  readonly values: Readonly<Partial<Record<CallbackField, string>>>;
  readonly problems: Problems;
  /** Most characters by field. */
  readonly limits: Readonly<Partial<Record<CallbackField, number>>>;
  readonly notice?: keyof CallbackTexts['notices'] | undefined;
  /** A telephone number as it may be written, where the one given was refused. */
  readonly example?: string | undefined;
  /** Whom the request is for. */
  readonly target: string;
  readonly targetType: string;
  /** Times to choose from, UTC milliseconds, in order. */
  readonly times: readonly number[];
  /** Zone by whose clocks the times are shown. */
  readonly zone: string;
}

/** The request for a callback: whom to call, where, about what and when. */
export function callbackFormPage(page: CallbackFormPage): string {
  const { toRoot, values } = page;
  const { language, direction, callback: texts } = localeFor(page.language);
  const of = (name: CallbackField, settings: Partial<FieldSpec> = {}, optional?: string) =>
    field(
      {
        name,
        label: texts.fields[name],
        error: problemText(page, name, texts, language),
        longest: page.limits[name] ?? 0,
        value: values[name],
        ...settings,
      },
      optional,
    );
  const form = html`<p class="account-intro">${texts.formIntro}</p>
${summary(page, texts, language)}
<form class="account-form" method="post" action="${toRoot}${page.action}" novalidate>
<input type="hidden" name="target" value="${page.target}">
<input type="hidden" name="targetType" value="${page.targetType}">
${of('name', { required: true, fills: 'name' })}
${of('telephone', { type: 'tel', fills: 'tel', hint: texts.telephoneHint })}
${of('email', { type: 'email', fills: 'email', hint: texts.emailHint })}
${of('subject', { type: 'lines' }, texts.optional)}
${(page.times.length > 0 || page.problems.when !== undefined) && when(page, texts, language)}
<button class="button button-primary" type="submit">${texts.formAction}</button>
</form>`;
  // Nothing that could be typed would help.
  const off = page.notice === 'disabled' || page.notice === 'account';
  const body = html`<h1>${texts.formTitle}</h1>
${off ? summary(page, texts, language) : form}
<p class="account-links"><a href="${toRoot}">${texts.toChat}</a></p>`;
  return printPage({ language, direction, title: texts.formTitle, toRoot, body });
}

/** As soon as possible, or one of the times, those of a day together. */
function when(page: CallbackFormPage, texts: CallbackTexts, language: string): Html {
  const { times, zone, values } = page;
  const error = problemText(page, 'when', texts, language);
  const describedBy = [times.length > 0 && 'when-hint', error && 'when-error'].filter(Boolean).join(' ');
  const days = formatIn(zone, language, { weekday: 'long', month: 'long', day: 'numeric' });
  const clock = formatIn(zone, language, { hour: 'numeric', minute: '2-digit' });
  const groups = new Map<string, Html[]>();
  for (const time of times) {
    const value = new Date(time).toISOString();
    const option = html`<option value="${value}"${value === values.when && html` selected`}>${clock.format(time)}</option>`;
    const day = days.format(time);
    groups.set(day, [...(groups.get(day) ?? []), option]);
  }
  return html`<div class="field">
<label class="field-label" for="when">${texts.fields.when}</label>
${times.length > 0 && html`<p class="field-hint" id="when-hint">${fill(texts.zoneHint, { zone: zone.replaceAll('_', ' ') })}</p>`}
<select class="input" id="when" name="when" aria-describedby="${describedBy}"${error && html` aria-invalid="true"`}>
<option value="">${texts.soon}</option>
${[...groups].map(([day, options]) => html`<optgroup label="${day}">${options}</optgroup>`)}
</select>
${error && html`<p class="field-error" id="when-error">${error}</p>`}
</div>`;
}

function problemText(
  { problems, limits, example }: CallbackFormPage,
  name: CallbackField,
  texts: CallbackTexts,
  language: string,
): string | undefined {
  const problem = problems[name];
  if (problem === undefined) return undefined;
  const found = texts.problems[problem as keyof CallbackTexts['problems']] ?? texts.problems.unreadable;
  if (typeof found !== 'string') return counted(found, limits[name] ?? 0, language);
  // An example stays on one line.
  return fill(found, { example: (example ?? '030 1234567').replaceAll(' ', '\u00a0') });
}

/** What was wrong with the form as a whole, and where. */
function summary({ notice, problems }: CallbackFormPage, texts: CallbackTexts, language: string): Html | false {
  if (notice) return html`<p class="notice notice-warning" role="alert">${texts.notices[notice]}</p>`;
  const names = Object.keys(problems);
  if (names.length === 0) return false;
  const links = names.map((name) => html`<li><a href="#${name}">${texts.fields[name as CallbackField]}</a></li>`);
  return html`<div class="notice notice-danger" role="alert">
<p>${counted(texts.errorSummary, names.length, language)}</p>
<ul class="account-errors">${links}</ul>
</div>`;
}
