import { IwtError } from '../errors.ts';
import type { HandlerAnswer } from './request.ts';

/** Through which the handlers of one event answer one request: the first answer counts. */
export class WebConnection {
  #answer: HandlerAnswer | undefined;
  #refusal: IwtError | undefined;
  #abort: AbortController | undefined;
  #settled: (() => void) | undefined;

  /** @throws IwtError `handler.answered` */
  send(answer: HandlerAnswer): void {
    if (this.#answer) throw new IwtError('handler.answered', 'This request has been answered already.');
    // Nobody waits for it any more.
    if (this.#refusal) return;
    this.#answer = answer;
    this.#settled?.();
  }

  /** No handler will answer any more, or none may. */
  refuse(error: IwtError, abort: boolean): void {
    if (this.#answer || this.#refusal) return;
    this.#refusal = error;
    if (abort) this.#abort?.abort(error);
    this.#settled?.();
  }

  /** The visitor has left; an answer that is on its way to him finds nobody. */
  abandon(error: IwtError): void {
    this.refuse(error, false);
    this.#abort?.abort(error);
  }

  get answer(): HandlerAnswer | undefined {
    return this.#answer;
  }

  /** Why there will be no answer; undefined: there may be one yet. */
  get refusal(): IwtError | undefined {
    return this.#refusal;
  }

  /** Made for those who ask. */
  get signal(): AbortSignal {
    if (!this.#abort) {
      this.#abort = new AbortController();
      if (this.#refusal) this.#abort.abort(this.#refusal);
    }
    return this.#abort.signal;
  }

  /** Throws why there is no answer. */
  take(): HandlerAnswer {
    if (this.#answer) return this.#answer;
    throw this.#refusal ?? new Error('No handler has answered yet.');
  }

  whenSettled(run: () => void): void {
    this.#settled = run;
  }
}
