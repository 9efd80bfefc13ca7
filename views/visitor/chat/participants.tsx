import type { View } from '../client/session.ts';
import { agentsOf, everyAgentOf, type Participant } from '../client/transcript.ts';
import { isWaiting, ownName } from '../client/view.ts';
import { useQueue, waitText } from '../forms/availability.tsx';
import { Icon } from '../icons.tsx';
import { useNow, usePage } from '../page.ts';
import { Avatar } from './avatar.tsx';

/** So long, in milliseconds, a reply counts as given this moment. */
const JUST_NOW = 60_000;

/** Who is in the chat: the others with what they are doing, and the visitor. */
export function Participants({ view }: { readonly view: View }) {
  const { texts } = usePage();
  const present = agentsOf(view.transcript);
  // When it is over, those who took part are still whom one talked to.
  const agents = view.end && present.length === 0 ? everyAgentOf(view.transcript) : present;
  const name = ownName(view);
  return (
    <ul
      class={`iwt-chat-participants-panel ${agents.length > 1 ? 'iwt-chat-participants-several' : ''}`}
      aria-label={texts('participants')}
    >
      {isWaiting(view) && <Waiting view={view} />}
      {view.end && agents.length === 0 && <li class="iwt-chat-participant-name">{texts('conversation')}</li>}
      {agents.map((agent) => (
        <Other key={agent.id} agent={agent} />
      ))}
      {name !== '' && !view.end && (
        <li class="visually-hidden iwt-chat-participant iwt-chat-participant-self">
          <span class="iwt-chat-participant-name">{texts('youNamed', { name })}</span>
        </li>
      )}
    </ul>
  );
}

function Other({ agent }: { readonly agent: Participant }) {
  const { texts, times } = usePage();
  const now = useNow(20_000);
  const typing = agent.typingUntil > now;
  const held = agent.state === 'held';
  const name = agent.name || texts('agent');
  const states = ['iwt-chat-participant', 'iwt-chat-participant-other'];
  if (held) states.push('iwt-chat-participant-held');
  if (typing) states.push('iwt-chat-participant-typing');
  return (
    <li class={states.join(' ')}>
      <Avatar participant={{ ...agent, name }} />
      <span class="iwt-chat-participant-text">
        <bdi class="iwt-chat-participant-name">{name}</bdi>
        <span class="iwt-chat-participant-typing-status">
          {held && (
            <>
              <Icon name="pause" /> {texts('stateHeld')}
            </>
          )}
          {!held && typing && texts('stateTyping')}
          {!held && !typing && agent.state === 'voicemail' && texts('stateVoicemail')}
          {!held && !typing && agent.state === 'disconnected' && texts('stateLeft')}
          {!held && !typing && agent.state === 'active' && agent.lastSpoke !== undefined && (
            <time dateTime={new Date(agent.lastSpoke).toISOString()} title={times.exact(agent.lastSpoke)}>
              {now - agent.lastSpoke < JUST_NOW
                ? texts('lastReplyNow')
                : texts('lastReply', { time: times.ago(agent.lastSpoke, now) })}
            </time>
          )}
        </span>
      </span>
    </li>
  );
}

/** Nobody has taken the chat yet, or nobody is left in it. */
function Waiting({ view }: { readonly view: View }) {
  const { texts } = usePage();
  const { server, target, targetType } = view.identity;
  const queue = useQueue(server, target, targetType, true);
  return (
    <li class="iwt-chat-participant iwt-chat-waiting">
      <span class="iwt-chat-participant-avatar iwt-chat-waiting-avatar" aria-hidden="true">
        <span />
        <span />
        <span />
      </span>
      <span class="iwt-chat-participant-text">
        <span class="iwt-chat-participant-name">{texts('waiting')}</span>
        <span class="iwt-chat-participant-typing-status">{waitText(texts, queue?.wait) ?? texts('waitingHelp')}</span>
      </span>
    </li>
  );
}
