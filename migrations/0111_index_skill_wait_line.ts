import type { Knex } from 'knex';
import { createIndex, dropIndex, type Index } from './schema.ts';

const index: Index = {
  table: 'iwt_skill_wait',
  name: 'iwt_skill_wait_line',
  columns: ['queue_id', 'type', 'needs', 'priority', 'started_at', 'queued_at'],
};

export const up = (knex: Knex) => createIndex(knex, index);

export const down = (knex: Knex) => dropIndex(knex, index);
