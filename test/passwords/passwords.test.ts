import { describe, expect, it } from 'vitest';
import { createPasswords, hashesAtOnce, hashesWaiting } from '../../lib/passwords/passwords.ts';
import { passwordProblem } from '../../lib/passwords/weak.ts';

describe('hashing', () => {
  it('uses Argon2id with the parameters OWASP asks', async () => {
    const hashed = await createPasswords().hash('correct horse');
    expect(hashed).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(hashed.length).toBeLessThanOrEqual(255);
  });

  it('salts, verifies, and refuses what differs in one letter', async () => {
    const passwords = createPasswords();
    const [first, second] = await Promise.all([passwords.hash('correct horse'), passwords.hash('correct horse')]);
    expect(first).not.toBe(second);
    expect(await passwords.verify(first, 'correct horse')).toBe(true);
    expect(await passwords.verify(first, 'correct Horse')).toBe(false);
    expect(await passwords.verify(first, '')).toBe(false);
  });

  it('never accepts without a hash, nor a longer password that begins like the right one', async () => {
    const passwords = createPasswords();
    expect(await passwords.verify(null, 'anything')).toBe(false);
    expect(await passwords.verify(undefined, '')).toBe(false);
    const longest = 'ä1'.repeat(64);
    const hashed = await passwords.hash(longest);
    expect(await passwords.verify(hashed, longest)).toBe(true);
    expect(await passwords.verify(hashed, `${longest}x`)).toBe(false);
  });

  it('takes about as long for an unknown name as for a wrong password', async () => {
    const passwords = createPasswords();
    const hashed = await passwords.hash('correct horse');
    const cost = async (against: string | null) => {
      const before = process.cpuUsage();
      for (let i = 0; i < 8; i++) await passwords.verify(against, 'wrong horse');
      const spent = process.cpuUsage(before);
      return spent.user + spent.system;
    };
    await cost(null);
    const [unknown, wrong] = [await cost(null), await cost(hashed)];
    expect(unknown / wrong).toBeGreaterThan(0.4);
    expect(unknown / wrong).toBeLessThan(2.5);
  });

  it('refuses a flood instead of letting it pile up, and works on afterwards', async () => {
    const passwords = createPasswords();
    const places = hashesAtOnce + hashesWaiting;
    const results = await Promise.allSettled(
      Array.from({ length: places + 20 }, () => passwords.verify(null, 'flood')),
    );
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(20);
    for (const result of refused) expect(result.reason).toMatchObject({ code: 'login.limited' });
    await expect(passwords.verify(null, 'after')).resolves.toBe(false);
  });
});

describe('weak passwords', () => {
  it.each([
    ['1234567', 'short'],
    ['päßwört', 'short'],
    ['👩👩👩👩👩👩👩', 'short'],
    ['x'.repeat(129), 'long'],
    ['12345678', 'pattern'],
    ['87654321', 'pattern'],
    ['aaaaaaaaaa', 'pattern'],
    ['abcabcabcabc', 'pattern'],
    ['qwertyuiop', 'pattern'],
    ['qwerty123456', 'pattern'],
    ['1q2w3e4r5t', 'pattern'],
    ['1qaz2wsx', 'pattern'],
    ['abcdefgh', 'pattern'],
    ['password', 'common'],
    ['Password1!', 'common'],
    ['P@ssw0rd', 'common'],
    ['p4$$w0rd2024', 'common'],
    ['Summer2025!', 'common'],
    ['iloveyou', 'common'],
    ['123welcome', 'common'],
    ['sunshine1', 'common'],
    ['dragonmaster', 'common'],
    ['football99', 'common'],
    ['\ud800broken-surrogate', 'unreadable'],
  ])('refuses %j as %s', (password, problem) => {
    expect(passwordProblem(password)).toBe(problem);
  });

  it.each([
    'correct horse battery',
    'Tr0ub4dor&3x',
    'zwölf Äpfel im Keller',
    '7h3-g8-qk2-ww',
    'しちがつのあめとかぜ',
    'xkqpvtrm',
  ])('accepts %j: there are no rules about kinds of characters', (password) => {
    expect(passwordProblem(password)).toBeUndefined();
  });

  it('refuses the name of the person, turned and numbered', () => {
    for (const password of [
      'mariaexample',
      'MariaExample',
      'mariaexample1',
      '99mariaexample!',
      'mariaexamplemariaexample',
    ]) {
      expect(passwordProblem(password, ['MariaExample'])).toBe('name');
    }
    expect(passwordProblem('48151623-4285', ['MariaExample'])).toBeUndefined();
    expect(passwordProblem('a walk with mariaexample', ['MariaExample'])).toBeUndefined();
  });

  it('keeps a limit of its caller', () => {
    const long = 'quite a long one, '.repeat(4).slice(0, 65);
    expect(passwordProblem(long, [], 64)).toBe('long');
    expect(passwordProblem(long.slice(0, 64), [], 64)).toBeUndefined();
  });

  it('answers quickly for anything', () => {
    const before = process.cpuUsage();
    for (const text of ['ab'.repeat(64), `${'a'.repeat(127)}b`, 'abc!'.repeat(32), 'qwe'.repeat(42)])
      passwordProblem(text, [text]);
    expect(process.cpuUsage(before).user).toBeLessThan(200_000);
  });
});
