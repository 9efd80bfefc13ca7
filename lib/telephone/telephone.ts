import readNumber, {
  type CountryCode,
  getExampleNumber,
  isSupportedCountry,
  type PhoneNumber,
  type PhoneNumberType,
} from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import { IwtError } from '../errors.ts';
import { plainNumber } from './digits.ts';

/** Most characters of a number as typed, after which it is not even looked at. */
const longestTelephone = 255;

export interface Telephone {
  /** `+` and at most 15 digits. */
  readonly e164: string;
  /** Digits, at most 20. */
  readonly extension?: string;
}

/** Who can be called for the price of a call. Not premium-rate, shared-cost or personal numbers, nor pagers and voicemail. */
const callable: ReadonlySet<PhoneNumberType> = new Set<PhoneNumberType>([
  'FIXED_LINE',
  'MOBILE',
  'FIXED_LINE_OR_MOBILE',
  'VOIP',
  'TOLL_FREE',
  'UAN',
]);

/**
 * Reads a number as people type it. Without `+`, it is one of `region` (an ISO 3166 country such as `US`).
 * @throws IwtError `telephone.invalid`; `details.problem` is `number` (no such number) or `cost` (it costs extra), and
 * `details.example` a number as it may be written.
 */
export function parseTelephone(typed: string, region: string): Telephone {
  const number = typed.length > longestTelephone ? undefined : read(plainNumber(typed), region);
  if (!number?.isValid()) throw refusal('number', region);
  if (!mayBeCalled(number)) throw refusal('cost', region);
  return { e164: number.number, ...(number.ext ? { extension: number.ext } : {}) };
}

/** For people: `(201) 555-0123` inside the region, `+1 201 555 0123` elsewhere. What is no E.164 number stays as it is. */
export function formatTelephone(e164: string, region: string): string {
  const number = e164.startsWith('+') ? read(e164, region) : undefined;
  if (!number) return e164;
  return number.country === region ? number.formatNational() : number.formatInternational();
}

/** A mobile number of the region that belongs to nobody, as people there write it. */
export function example(region: string): string {
  return exampleOf(region).formatNational();
}

/** Whether telephone numbers of this country are known: two capital letters of ISO 3166. */
export function isRegion(name: string): boolean {
  return isSupportedCountry(name);
}

function read(text: string, region: string): PhoneNumber | undefined {
  return readNumber(text, { ...(isSupportedCountry(region) ? { defaultCountry: region } : {}), extract: false });
}

/** Numbers of no country are satellites and the like, which cost more than premium lines; freephone is the exception. */
function mayBeCalled(number: PhoneNumber): boolean {
  const type = number.getType();
  if (number.country === undefined) return type === 'TOLL_FREE';
  return type !== undefined && callable.has(type);
}

function refusal(problem: 'number' | 'cost', region: string): IwtError {
  const number = exampleOf(region);
  const what = problem === 'cost' ? 'We cannot call numbers that cost extra.' : 'There is no such telephone number.';
  const how = `Write it with its area code, such as ${number.formatNational()}, or with + and the country code, such as ${number.formatInternational()}.`;
  return new IwtError('telephone.invalid', `${what} ${how}`, {
    field: 'telephone',
    problem,
    example: number.formatNational(),
  });
}

function exampleOf(region: string): PhoneNumber {
  const country: CountryCode = isSupportedCountry(region) ? region : 'US';
  const number = getExampleNumber(country, examples);
  if (!number) throw new Error(`There is no example of a telephone number of ${country}.`);
  return number;
}
