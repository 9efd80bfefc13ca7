import { examine, type Patient } from '../../lib/doctor/doctor.ts';
import type { Step } from '../../lib/doctor/task.ts';
import type { CicOption } from '../../lib/proxy/option.ts';
import { cicSchema, readCic } from '../../lib/proxy/option.ts';
import { type Clock, systemClock } from '../../lib/runtime/clock.ts';

export interface Case {
  /** The option `cic`. */
  readonly cic?: CicOption;
  /** URL of the site. */
  readonly site?: string;
  readonly siteCa?: string;
  /** Handler pages are left out unless this is true. */
  readonly search?: boolean;
  /** Milliseconds; only what is never answered takes as long. */
  readonly timeout?: number;
  readonly connectTimeout?: number;
  readonly clock?: Clock;
}

/** Everything the doctor told. */
export interface Told {
  readonly steps: readonly Step[];
  /** `step: code` for each finding, in their order. */
  readonly findings: readonly string[];
  /** The steps of this name. */
  of(step: Step['step']): readonly Step[];
}

export async function examined(given: Case): Promise<Told> {
  const cic = given.cic && readCic(cicSchema.parse(given.cic), '/I3Root', ['Server1', 'Server2']);
  const patient: Patient = {
    servers: cic?.servers ?? [],
    tls: cic?.tls ?? { ca: undefined, pluginCa: undefined, verify: true },
    transparent: cic?.switchover === 'transparent',
    site: given.site
      ? { base: new URL(given.site), root: '/I3Root', ca: given.siteCa ? [given.siteCa] : undefined }
      : undefined,
    search: given.search ?? false,
  };
  const { timeout = 20_000, connectTimeout = 20_000, clock = systemClock } = given;
  const steps: Step[] = [];
  for await (const step of examine(patient, { clock, connectTimeout, timeout })) steps.push(step);
  return {
    steps,
    findings: steps.flatMap(({ step, findings }) => findings.map(({ code }) => `${step}: ${code}`)),
    of: (name) => steps.filter(({ step }) => step === name),
  };
}
