import { waitRange } from '../../pages/callback-wait.ts';
import type { CallbackView } from '../client/callback-session.ts';
import { comingTime } from '../coming.ts';
import type { Texts } from '../texts.ts';
import type { Times } from '../times.ts';

export interface Words {
  readonly headline: string;
  readonly help: string | undefined;
}

/** The state of a callback in words. `help` may change while the state does not; only the headline is announced. */
export function stateWords(view: CallbackView, texts: Texts, times: Times, now: number): Words {
  const { request, status } = view;
  const message = request.telephone === '';
  if (request.over) return endWords(request.over, message, texts);
  if (!status) return { headline: texts(message ? 'messageWaiting' : 'callbackAsked'), help: undefined };
  const until = status.until ?? (status.state === 'scheduled' ? request.preferredAt : undefined);
  const at = until === undefined ? undefined : comingTime(texts, times, until, now);
  const name = status.agent?.name || texts('agent');
  if (status.words !== undefined) return { headline: status.words, help: undefined };
  if (message) return messageWords(view, texts, name, at);
  switch (status.state) {
    case 'scheduled':
      if (at === undefined)
        return { headline: texts('callbackWaiting'), help: `${texts('waitNotKnown')} ${texts('callbackMayClose')}` };
      if (request.preferredAt === undefined) {
        return { headline: texts('callbackWaiting'), help: texts('callbackWhenOpen', { time: at }) };
      }
      return { headline: texts('callbackScheduled', { time: at }), help: texts('callbackLater') };
    case 'snoozed':
      return {
        headline: at === undefined ? texts('callbackSnoozedSoon') : texts('callbackSnoozed', { time: at }),
        help: texts('callbackSnoozedHelp'),
      };
    case 'alerting':
      return { headline: texts('callbackAlerting'), help: texts('callbackAgentHelp') };
    case 'connected':
      return { headline: texts('callbackConnected', { name }), help: texts('callbackAgentHelp') };
    default:
      return { headline: texts('callbackWaiting'), help: `${waitWords(view, texts)} ${texts('callbackMayClose')}` };
  }
}

function messageWords({ status }: CallbackView, texts: Texts, name: string, at: string | undefined): Words {
  if (status?.state === 'connected') return { headline: texts('messageConnected', { name }), help: undefined };
  if (status?.state === 'snoozed' && at !== undefined) {
    return { headline: texts('messageSnoozed', { time: at }), help: texts('messageWaitingHelp') };
  }
  if (status?.state === 'scheduled' && at !== undefined) {
    return { headline: texts('messageWaiting'), help: texts('messageWhenOpen', { time: at }) };
  }
  return { headline: texts('messageWaiting'), help: texts('messageWaitingHelp') };
}

function endWords(over: NonNullable<CallbackView['request']['over']>, message: boolean, texts: Texts): Words {
  if (over === 'gone') return { headline: texts('callbackGone'), help: texts('callbackGoneHelp') };
  const ends = {
    complete: message
      ? (['messageComplete', 'messageCompleteHelp'] as const)
      : (['callbackComplete', 'callbackCompleteHelp'] as const),
    failed: message
      ? (['messageFailedEnd', undefined] as const)
      : (['callbackFailedEnd', 'callbackFailedEndHelp'] as const),
    cancelled: message
      ? (['messageCancelled', 'messageCancelledHelp'] as const)
      : (['callbackCancelled', 'callbackCancelledHelp'] as const),
  };
  const [headline, help] = ends[over];
  return { headline: texts(headline), help: help && texts(help) };
}

function waitWords({ status }: CallbackView, texts: Texts): string {
  if (status?.overdue) return texts('waitOverdue');
  if (status?.wait === undefined) return texts('waitNotKnown');
  const { unit, from, to } = waitRange(status.wait);
  const high = new Intl.NumberFormat(texts.language, { style: 'unit', unit, unitDisplay: 'long' }).format(to);
  if (from === 0) return texts('waitUnder', { high });
  return texts('waitBetween', { low: new Intl.NumberFormat(texts.language).format(from), high });
}
