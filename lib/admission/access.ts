import { IwtError } from '../errors.ts';

/** Values of *ChatAccessControl* and its like: nobody, everybody, those with an account, those without. */
export type AccessControl = number;

/** Who may do it, as a refusal says. */
const admitted: Readonly<Record<AccessControl, string>> = { 0: 'none', 2: 'authenticated', 3: 'anonymous' };

export function admits(control: AccessControl, authenticated: boolean): boolean {
  return control === 1 || control === (authenticated ? 2 : 3);
}

export function admitsSomebody(control: AccessControl): boolean {
  return admits(control, true) || admits(control, false);
}

/** @throws IwtError `access.denied`; `details.access` says who may: `none`, `authenticated` or `anonymous` */
export function requireAccess(control: AccessControl, authenticated: boolean): void {
  if (admits(control, authenticated)) return;
  throw new IwtError('access.denied', 'This is not offered here to such visitors.', { access: admitted[control] });
}
