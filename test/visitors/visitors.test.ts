import { expect, it } from 'vitest';
import { type Contact, type ContactField, contactLimits } from '../../lib/visitors/individual.ts';
import { describeEachDatabase } from '../support/databases.ts';
import { goodPassword, people } from '../support/people.ts';

const here = '192.0.2.1';
const fields = Object.keys(contactLimits) as ContactField[];

/** `characters` of them, one of which takes four bytes. */
function textOf(characters: number): string {
  return `😀${'é'.repeat(characters - 1)}`;
}

/** Every field filled to its last character. */
function fullContact(): Record<ContactField, string> {
  const values = fields.map((field) => [field, textOf(contactLimits[field])]);
  return { ...(Object.fromEntries(values) as Record<ContactField, string>), username: 'maria', password: goodPassword };
}

describeEachDatabase('visitors’ accounts', (open) => {
  async function made() {
    const database = await open();
    return { ...people(database), knex: database.knex };
  }

  it('keep every field of the contact where Tracker keeps it', async () => {
    const { visitors, knex, clock } = await made();
    const contact = fullContact();
    const { id } = await visitors.register(contact, here);
    expect(id).toHaveLength(22);
    expect(await knex('iwt_individual').where('indiv_id', id).first()).toMatchObject({
      indiv_type_id: 1,
      last_name: contact.lastName,
      first_name: contact.firstName,
      middle_name: contact.middleName,
      department: contact.department,
      company: contact.company,
      job_title: contact.jobTitle,
      assistant_name: contact.assistantName,
      remarks: contact.remarks,
      active: 1,
      created_utc: clock.now(),
    });
    const addresses = await knex('iwt_indiv_address')
      .join('iwt_addr_type', 'iwt_addr_type.addr_type_id', 'iwt_indiv_address.addr_type_id')
      .where('indiv_id', id)
      .orderBy('addr_inst_id')
      .select('name', 'street_address', 'city', 'state', 'zip', 'country');
    expect(addresses).toEqual(
      (['home', 'business'] as const).map((place) => ({
        name: place === 'home' ? 'Home' : 'Business',
        street_address: contact[`${place}StreetAddress`],
        city: contact[`${place}City`],
        state: contact[`${place}State`],
        zip: contact[`${place}PostalCode`],
        country: contact[`${place}Country`],
      })),
    );
    const connections = await knex('iwt_indiv_connection as c')
      .join('iwt_connection_type as t', 't.conn_type_id', 'c.conn_type_id')
      .join('iwt_conn_sub_type as s', 's.conn_sub_type_id', 'c.conn_sub_type_id')
      .where('c.indiv_id', id)
      .orderBy('c.conn_inst_id')
      .select({ place: 's.name', kind: 't.name', value: 'c.value' });
    const of = (place: 'home' | 'business', name: string) => [
      { place: name, kind: 'Phone', value: contact[`${place}Phone`] },
      { place: name, kind: 'Phone', value: contact[`${place}Phone2`] },
      { place: name, kind: 'E-mail', value: contact[`${place}Email`] },
      { place: name, kind: 'Fax', value: contact[`${place}Fax`] },
      { place: name, kind: 'Pager', value: contact[`${place}Pager`] },
      { place: name, kind: 'Mobile', value: contact[`${place}Mobile`] },
      { place: name, kind: 'URL', value: contact[`${place}URL`] },
    ];
    expect(connections).toEqual([
      ...of('home', 'Home'),
      ...of('business', 'Business'),
      { place: 'Assistant', kind: 'Phone', value: contact.assistantPhone },
    ]);
    const credential = await knex('iwt_indiv_credential').where('indiv_id', id).first();
    expect(credential).toMatchObject({ web_login: 'maria', password_algo: 'argon2id' });
    expect(credential.password_hash).toMatch(/^\$argon2id\$/);
  });

  it('need no more than a user name and a password, as the original form sends them', async () => {
    const { visitors, knex } = await made();
    const nulls = Object.fromEntries(fields.map((field) => [field, null])) as Contact;
    const made1 = await visitors.register({ ...nulls, username: ' Maria ', password: goodPassword }, here);
    expect(made1).toMatchObject({ username: 'Maria', displayName: 'Maria' });
    expect(await knex('iwt_individual').where('indiv_id', made1.id).first('last_name')).toEqual({ last_name: 'Maria' });
    expect(await knex('iwt_indiv_address').where('indiv_id', made1.id)).toEqual([]);
    expect(await knex('iwt_indiv_connection').where('indiv_id', made1.id)).toEqual([]);
    const long = await visitors.register({ username: `${'ü'.repeat(99)}x`, password: goodPassword }, here);
    expect(long.displayName).toBe(`${'ü'.repeat(99)}x`);
    const named = await visitors.register(
      { username: 'm2', password: goodPassword, firstName: 'Maria', lastName: 'Example' },
      here,
    );
    expect(named.displayName).toBe('Maria Example');
  });

  it('refuse one character too many in any field, and write nothing', async () => {
    const { visitors, knex } = await made();
    for (const field of fields) {
      const contact = { ...fullContact(), [field]: textOf(contactLimits[field] + 1) };
      await expect(visitors.register(contact, here), field).rejects.toMatchObject({
        code: 'request.invalid',
        reason: 'error.websvc.content.invalid',
        details: { field, problem: 'long' },
      });
    }
    expect(await knex('iwt_indiv_credential').select()).toEqual([]);
    expect(await knex('iwt_individual').where('created_utc', '>', 0)).toEqual([]);
  });

  it('refuse what is missing, weak or unreadable', async () => {
    const { visitors } = await made();
    const cases: [Contact, string, ContactField][] = [
      [{ username: null }, 'request.missing-data', 'username'],
      [{ username: '   ' }, 'request.missing-data', 'username'],
      [{ password: '' }, 'request.missing-data', 'password'],
      [{ password: 'password' }, 'request.invalid', 'password'],
      [{ password: 'qwertyuiop' }, 'request.invalid', 'password'],
      [{ username: 'maria\u0007' }, 'request.invalid', 'username'],
      [{ homeCity: 'Par\u0000is' }, 'request.invalid', 'homeCity'],
      [{ remarks: 'lone \ud800 surrogate' }, 'request.invalid', 'remarks'],
      [{ company: 7 as never }, 'request.invalid', 'company'],
    ];
    for (const [change, code, field] of cases) {
      const contact = { username: 'maria', password: goodPassword, ...change };
      await expect(visitors.register(contact, here), field).rejects.toMatchObject({ code, details: { field } });
    }
  });

  it('let one of many have a name', async () => {
    const { visitors, knex } = await made();
    const names = Array.from({ length: 24 }, (_, i) => ['Élodie', 'élodie', 'ÉLODIE', ' élodie '][i % 4]);
    const results = await Promise.allSettled(
      names.map((username) => visitors.register({ username, password: goodPassword, homeCity: 'Lyon' }, here)),
    );
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(23);
    for (const result of refused) {
      expect(result.reason).toMatchObject({ code: 'account.exists', reason: 'error.websvc.userdb.accountExists' });
    }
    expect(await knex('iwt_individual').where('created_utc', '>', 0)).toHaveLength(1);
    expect(await knex('iwt_indiv_address').select()).toHaveLength(1);
    await visitors.register({ username: 'elodie', password: goodPassword }, here);
  });

  it('open with the right password and with nothing else', async () => {
    const { visitors, knex, clock } = await made();
    const maria = await visitors.register({ username: 'Maria', password: goodPassword }, here);
    expect(await visitors.verify('MARIA', goodPassword, here)).toEqual(maria);
    expect(await knex('iwt_indiv_credential').where('indiv_id', maria.id).first('last_login_at')).toEqual({
      last_login_at: clock.now(),
    });
    expect(await visitors.verify('maria', 'wrong horses', here)).toBeNull();
    expect(await visitors.verify('marie', goodPassword, here)).toBeNull();
    expect(await visitors.verify('maria', '', here)).toBeNull();
    expect(await visitors.verify("' or 1=1 --", goodPassword, here)).toBeNull();
    await knex('iwt_individual').where('indiv_id', maria.id).update({ active: 0 });
    expect(await visitors.verify('maria', goodPassword, here)).toBeNull();
    expect(await visitors.admits(maria.id)).toBe(false);
  });

  it('are limited by account and address, apart from the agents', async () => {
    const { visitors, agents } = await made();
    await visitors.register({ username: 'maria', password: goodPassword }, here);
    await agents.create({ username: 'maria', role: 'agent', password: 'other grey horses' }, 'test');
    for (let i = 0; i < 5; i++) expect(await visitors.verify('maria', 'wrong horses', here)).toBeNull();
    await expect(visitors.verify('maria', goodPassword, here)).rejects.toMatchObject({ code: 'login.limited' });
    expect(await visitors.verify('maria', goodPassword, '192.0.2.2')).not.toBeNull();
    expect(await agents.authenticate('maria', goodPassword, here)).toBeNull();
    expect(await agents.authenticate('maria', 'other grey horses', here)).not.toBeNull();
  });
});
