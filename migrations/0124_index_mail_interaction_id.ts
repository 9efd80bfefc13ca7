import type { Knex } from 'knex';
import { createIndex, dropIndex, type Index } from './schema.ts';

const index: Index = {
  table: 'iwt_mail',
  name: 'iwt_mail_interaction_id',
  columns: ['interaction_id'],
};

/** The mails about one chat. */
export const up = (knex: Knex) => createIndex(knex, index);

export const down = (knex: Knex) => dropIndex(knex, index);
