/** The browser's `fetch`, as far as the console uses it. */
export type Fetch = (url: string, options: FetchOptions) => Promise<Response>;

export interface FetchOptions {
  readonly method?: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
  readonly cache: 'no-store';
  readonly credentials: 'same-origin';
  readonly signal: AbortSignal;
}
