import { longestPassword } from './passwords.ts';

/** Why a password is refused: too short or long, among the most used ones, made of a pattern, or like the person's name. */
export type PasswordProblem = 'short' | 'long' | 'common' | 'pattern' | 'name' | 'unreadable';

/** Fewest characters (code points); ASVS 5.0, 6.2.1. */
export const shortestPassword = 8;

/**
 * What is wrong with a new password, or undefined. There are no composition rules (ASVS 5.0, 6.2.5): any characters
 * will do, as long as the password is not one of those an attacker tries first.
 * @param names the person's user name, display name and the like; a password must not consist of one
 */
export function passwordProblem(
  password: string,
  names: readonly string[] = [],
  longest = longestPassword,
): PasswordProblem | undefined {
  // A lone surrogate cannot be written in UTF-8; several such passwords would become the same one.
  if (/\p{Surrogate}/u.test(password)) return 'unreadable';
  const characters = [...password].length;
  if (characters < shortestPassword) return 'short';
  if (characters > longest || password.length > longestPassword) return 'long';
  const folded = password.normalize('NFKC').toLowerCase();
  const bare = stripped(folded);
  if (names.some((name) => isName(folded, bare, name))) return 'name';
  if (isPattern(folded)) return 'pattern';
  if (commonWords.has(folded) || commonWords.has(bare) || isPattern(bare)) return 'common';
  return commonWords.has(readable(bare)) || isTwoCommon(bare) ? 'common' : undefined;
}

function isName(folded: string, bare: string, name: string): boolean {
  const own = name.normalize('NFKC').toLowerCase().trim();
  if (own.length < 3) return false;
  if (folded === own || (bare !== '' && bare === stripped(own))) return true;
  return folded.includes(own) && !/\p{Letter}/u.test(folded.replaceAll(own, ''));
}

/** Without what people put at the ends of a word to make it count: digits, years, signs. */
function stripped(text: string): string {
  return text.replace(/^[^\p{Letter}]+|[^\p{Letter}]+$/gu, '');
}

/** Letters for the digits and signs that stand for them. */
function readable(text: string): string {
  return text.replace(/[0134578@$!|]/g, (sign) => lookalikes[sign] ?? sign);
}

const lookalikes: Readonly<Record<string, string>> = {
  0: 'o',
  1: 'i',
  3: 'e',
  4: 'a',
  5: 's',
  7: 't',
  8: 'b',
  '@': 'a',
  $: 's',
  '!': 'i',
  '|': 'l',
};

/** One to three characters over and over (`aaaaaaaa`, `12121212`, `abcabcabc`), or a walk along the alphabet, the digits or a keyboard row. */
function isPattern(text: string): boolean {
  if (text.length < 4) return text.length > 0 && new Set(text).size === 1;
  if (/^(.{1,4}?)\1+.{0,3}$/su.test(text)) return true;
  return isWalk(text);
}

/** Rows that fingers walk along, both ways; `isWalk` takes a password made of at most three pieces of them. */
const rows = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiop',
  'yxcvbnm',
  'azertyuiop',
  'qsdfghjklm',
  'wxcvbn',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
  '1q2w3e4r5t6y7u8i9o0p',
  'qazwsxedcrfvtgbyhnujm',
  '!@#$%^&*()',
];
const walks = [...rows, ...rows.map((row) => [...row].reverse().join(''))];

function isWalk(text: string): boolean {
  let rest = text;
  for (let pieces = 0; pieces < 3; pieces++) {
    const step = longestStep(rest);
    if (step < 3) return false;
    rest = rest.slice(step);
    if (rest.length === 0) return true;
  }
  return false;
}

/** How many characters from the start of `text` lie side by side in one of the rows. */
function longestStep(text: string): number {
  let longest = 0;
  for (const row of walks) {
    let length = longest + 1;
    while (length <= text.length && row.includes(text.slice(0, length))) length++;
    longest = Math.max(longest, length - 1);
  }
  return longest;
}

/** `passwordlove`, `dragon-master`: two of the common words together are as easily guessed as one. */
function isTwoCommon(bare: string): boolean {
  for (let cut = 3; cut <= bare.length - 3; cut++) {
    if (commonWords.has(bare.slice(0, cut)) && commonWords.has(stripped(bare.slice(cut)))) return true;
  }
  return false;
}

/**
 * Words that people choose first: what the thing is for, feelings, names, animals, games, sports, teams, brands, keyboards.
 * Digits and signs around a word and look-alikes inside it do not help it, so the bare words are enough.
 */
const commonWords: ReadonlySet<string> = new Set(
  `
  access account admin administrator agent anonymous backup benutzer changeit changeme chat company customer database
  default demo desktop enter geheim guest hallo hello helpdesk internet kennwort letmein login logon manager master
  member mobile motdepasse network nopassword office online operator parola passe passcode passphrase passwd passwort
  password private public root sample secret secure security sekret senha server service sesame setup staff student
  supervisor support sysadmin system teacher temp temporary test tester testing trustno trustnoone unknown user username
  visitor webmaster website welcome willkommen bienvenue bienvenido contraseña
  angel babe baby babygirl bailey beautiful believe bitch blessed boss cool crazy cutie darling diamond dream faith family
  forever freedom friend friends fuck fuckme fuckoff fuckyou future genius god gold grace happy heart heaven hope hottie hunter
  ichliebedich iloveu iloveyou jesus killer king kitty ladies lady life lord love loveme lovely lover loveyou lucky magic
  money mother mylove number one peace precious prince princess queen rich school sexy shadow silver single sister smile
  soleil sunshine superman sweet sweetie tequiero teamo treasure trouble whatever wisdom
  alex alexander alexandra alexis amanda amber amy andrea andrew angela anna anthony antonio ashley austin barbara
  benjamin bob brandon brian brittany carlos carmen carolina caroline cameron charles charlie charlotte chelsea chris christian
  christina christine christopher claudia crystal daniel daniela danielle david dennis diana diego dominic donald edward
  elizabeth emily emma eric erika fernando francesco francisco frank gabriel gabriela george giovanni gloria hannah harley heather
  helen henry isabel isabella jack jackson jacob james jasmine jason jeffrey jennifer jeremy jerome jessica joanna john
  johnny johnson jonathan jordan jorge jose joseph joshua juan julia julian justin karen katherine kathleen kelly kevin
  kimberly larry laura lauren leonardo linda lisa lorenzo louis lucas madison manuel marcus margaret maria mariana marina
  mario marie mark martin martina mary matrix matthew max megan melissa michael michelle miguel monica morgan natalia natalie
  natasha nathan nicholas nicole nicolas oliver olivia pamela patricia patrick paul pedro peter philip rachel rafael rebecca
  ricardo richard robert roberto rosa ryan sabrina samantha samuel sandra sara sarah scott sebastian sergey sophia sophie
  stefan stephanie stephen steven susan tamara taylor teresa theresa thomas tiffany tigger tina tyler valentina vanessa
  veronica victor victoria vincent virginia viviana walter wendy william zachary
  animal bear bird buddy bunny butterfly cat chicken cookie cougar dog dolphin donkey doggie dragon eagle elephant falcon fish
  flower ginger hamster horse jaguar kitten leopard lion maggie monkey monster mustang panther peanut penguin pepper phoenix
  puppy rabbit rex rosebud sammy scooter scorpion shark snoopy snowball spider stallion tiger turtle unicorn wolf wolverine
  apple banana bandit blink blue brown burger butter candy cheese cherry chocolate coffee cola computer corvette cowboy
  diablo doctor eminem fender ferrari fire fireball forest gandalf garfield gibson google guitar hammer hardcore heineken
  hellokitty honda honey hotdog icecream iceman ironman island jelly joker knight lakers legend lemon linkedin maverick
  mercedes merlin metallica microsoft midnight minecraft mickey mountain movie music naruto ncc nintendo nirvana ocean orange
  pirate pizza playboy player playstation pokemon popcorn porsche power purple rainbow ranger raven red redskins rock rocket
  samsung samurai slayer slipknot snow soccer spiderman spring starwars strawberry startrek stargate summer sun sunflower
  swordfish tango tequila thunder tinkerbell titanic toyota trinity truelove turbo tweety vampire viking warcraft warrior
  water wildcat window windows winner winter wizard wrestling xbox xxx yamaha yankees yellow zombie zxc
  arsenal barcelona baseball basketball batman boston bulldog bulldogs canada celtic champion chelsea chicago chester cowboys
  dallas denver eagles england fishing florida football france futbol gators germany giants golden golf golfer hockey
  italia juventus liverpool london madrid manchester marines mexico newyork packers paris pittsburgh raiders realmadrid
  rangers redsox russia scotland skater skateboard spain steelers sport tennis texas volleyball
  asdf asdfgh asdfghjkl asdfjkl azerty azertyuiop qazwsx qwert qwerty qwertyuiop qwertz qwertzuiop zaq zxcvb zxcvbn zxcvbnm
  monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september
  october november december spring autumn sommer herbst frühling fall
  `
    .trim()
    .split(/\s+/),
);
