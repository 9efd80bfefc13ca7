/** The part of the audit that this room writes to. `detail` holds no secret. */
export interface AuditTrail {
  record(entry: {
    readonly actor: string;
    readonly action: string;
    readonly target?: string;
    readonly detail?: Readonly<Record<string, unknown>>;
  }): Promise<void>;
}
