import type { ServerResponse } from 'node:http';

/** The folder of another API of the same root: `/shop/I3Root/agent/api/login`, `admin/api` → `/shop/I3Root/admin/api`. */
export function besideOf(url: string, folder: string): string {
  const path = (url.split('?', 1)[0] ?? '').replace(/\/$/, '');
  return [...path.split('/').slice(0, -3), folder].join('/');
}

/**
 * Sends the session's cookie a second time, for the folder `path`. Behind a gateway that strips a prefix the browser never
 * shows that one, and people sign in twice. The one without a path stays the last, so that it counts for clients that
 * know cookies by their names only.
 */
export function sendAlso(response: ServerResponse, cookie: string, path: string): void {
  if (/[;,\s]/.test(path)) return;
  const setHeader = response.setHeader.bind(response);
  response.setHeader = (name, value) => {
    if (name.toLowerCase() !== 'set-cookie') return setHeader(name, value);
    const lines = [value].flat().map(String);
    const own = lines.filter((line) => line.startsWith(`${cookie}=`));
    const also = own.map((line) => `${line.replace(/; path=[^;]*/i, '')}; Path=${path}`);
    return setHeader(name, [...lines.filter((line) => !own.includes(line)), ...also, ...own]);
  };
}
