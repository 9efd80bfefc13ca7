/** Lines that the system writes into a conversation. An empty text is not sent. */
export interface SystemTexts {
  /** Name that the system's lines are signed with. */
  systemName(): string;
  /** What a visitor is called who gives no name. */
  anonymous(language: string | null): string;
  welcome(language: string | null): string;
  transferred(language: string | null, queue: string): string;
  alerting(language: string | null, agent: string): string;
  /** Nobody is there; `opensAt` is UTC milliseconds by the clocks of `zone`, null when nobody will be for a long time. */
  closed(language: string | null, opensAt: number | null, zone: string): string;
  visitorConnected(visitor: string): string;
  visitorDisconnected(visitor: string): string;
  agentConnected(agent: string): string;
  agentDisconnected(agent: string): string;
  hold(agent: string): string;
}

/** Parameters that hold such lines (technical reference, Web Services parameters); `%1` stands for the name. */
export type TextParameter =
  | 'SystemName'
  | 'AgentConnectedMsg'
  | 'AgentDisconnectedMsg'
  | 'VisitorConnectedMsg'
  | 'VisitorDisconnectedMsg'
  | 'HoldMsg';

/** Keys of such lines in the locales; `%1` stands for the queue, the agent or the moment. */
export type LineKey =
  | 'chat.system.anonymous'
  | 'chat.system.welcome'
  | 'chat.system.transferred'
  | 'chat.system.alerting'
  | 'chat.system.closed'
  | 'chat.system.closedForLong';

export interface SystemTextSources {
  /** The parameter's value of this moment. */
  readonly parameter: (name: TextParameter) => string;
  /** The line in the visitor's language, or the nearest there is. */
  readonly line: (language: string | null, key: LineKey) => string;
  /** Weekday, date, time and zone, in the language that `line` takes. */
  readonly moment: (language: string | null, at: number, zone: string) => string;
}

export function createSystemTexts({ parameter, line, moment }: SystemTextSources): SystemTexts {
  return {
    systemName: () => parameter('SystemName'),
    anonymous: (language) => line(language, 'chat.system.anonymous'),
    welcome: (language) => line(language, 'chat.system.welcome'),
    transferred: (language, queue) => fill(line(language, 'chat.system.transferred'), queue),
    alerting: (language, agent) => fill(line(language, 'chat.system.alerting'), agent),
    closed: (language, opensAt, zone) =>
      opensAt === null
        ? line(language, 'chat.system.closedForLong')
        : fill(line(language, 'chat.system.closed'), moment(language, opensAt, zone)),
    visitorConnected: (visitor) => fill(parameter('VisitorConnectedMsg'), visitor),
    visitorDisconnected: (visitor) => fill(parameter('VisitorDisconnectedMsg'), visitor),
    agentConnected: (agent) => fill(parameter('AgentConnectedMsg'), agent),
    agentDisconnected: (agent) => fill(parameter('AgentDisconnectedMsg'), agent),
    hold: (agent) => fill(parameter('HoldMsg'), agent),
  };
}

/** A name may itself contain `%1` or `$&`; both stay as they are. */
function fill(template: string, name: string): string {
  return template.split('%1').join(name);
}
