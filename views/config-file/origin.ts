/** Whether this names a server: `http` or `https`, a name or an address, and perhaps a port; nothing behind it but one slash. */
export function isOrigin(text: string): boolean {
  if (!/^https?:\/\/(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?\/?$/i.test(text)) return false;
  try {
    const { hostname, port } = new URL(text);
    return hostname !== '' && port !== '0';
  } catch {
    return false;
  }
}
