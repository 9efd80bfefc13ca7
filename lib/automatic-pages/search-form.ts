import type { SearchTexts } from '../../views/pages/texts.ts';
import { type TrustedHtml, trusted } from '../templates/templates.ts';
import { fold, type Wanted } from './agent.ts';
import { template } from './templates.ts';

export interface SearchForm {
  readonly texts: SearchTexts;
  /** Address of the handler page. */
  readonly action: string;
  readonly departments: readonly string[];
  readonly wanted: Wanted;
  readonly hidden: readonly (readonly [name: string, value: string])[];
}

export const nothingWanted: Wanted = { firstName: '', lastName: '', department: '' };

/** The form with three fields, to be put into a page. */
export function searchForm({ texts, action, departments, wanted, hidden }: SearchForm): TrustedHtml {
  const chosen = departments.findIndex((department) => fold(department) === fold(wanted.department));
  const form = template('search-form').render({
    Action: action,
    FormName: texts.formTitle,
    HiddenName: hidden.map(([name]) => name),
    HiddenValue: hidden.map(([, value]) => value),
    FirstNameLabel: texts.firstName,
    LastNameLabel: texts.lastName,
    DepartmentLabel: texts.department,
    AnyDepartment: texts.anyDepartment,
    SearchText: texts.search,
    FirstName: wanted.firstName,
    LastName: wanted.lastName,
    Before: departments.slice(0, Math.max(0, chosen)),
    Chosen: chosen === -1 ? [] : [departments[chosen] as string],
    After: departments.slice(chosen + 1),
  });
  // All values in it have been escaped by its own template.
  return trusted(form);
}
