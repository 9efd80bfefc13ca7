import type { ComponentChildren, JSX } from 'preact';
import { Text } from './text.tsx';

/** One name with its value in a list of facts. */
export function Fact({ name, children }: { name: ComponentChildren; children: ComponentChildren }): JSX.Element {
  return (
    <div class="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** What the visitor's page sent along. */
export function AttributeList({ attributes }: { attributes: Readonly<Record<string, string>> }): JSX.Element {
  return (
    <dl class="facts facts-long">
      {Object.entries(attributes).map(([name, value]) => (
        <Fact key={name} name={name}>
          <span dir="auto">
            <Text text={value} />
          </span>
        </Fact>
      ))}
    </dl>
  );
}
