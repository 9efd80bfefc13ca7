import type { JSX } from 'preact';
import type { Group } from '../filter.ts';
import { t } from '../texts.ts';
import type { Parameter } from '../wire.ts';
import { ParameterRow } from './parameter-row.tsx';

interface TableProps {
  readonly groups: readonly Group[];
  /** For previews, which show other parameters' values. */
  readonly all: readonly Parameter[];
}

/** One body for each heading of the manual. On a narrow page every row is a card. */
export function ParameterTable({ groups, all }: TableProps): JSX.Element {
  return (
    <table class="parameters">
      <caption class="visually-hidden">{t('parameters')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('column.name')}</th>
          <th scope="col">{t('column.value')}</th>
          <th scope="col">{t('column.default')}</th>
          <th scope="col">{t('column.changed')}</th>
          <th scope="col">
            <span class="visually-hidden">{t('column.actions')}</span>
          </th>
        </tr>
      </thead>
      {groups.map(({ name, parameters }) => (
        <tbody key={name}>
          <tr class="group">
            <th scope="rowgroup" colSpan={5}>
              <h2>{name}</h2>
            </th>
          </tr>
          {parameters.map((parameter) => (
            <ParameterRow key={parameter.name} parameter={parameter} all={all} />
          ))}
        </tbody>
      ))}
    </table>
  );
}
