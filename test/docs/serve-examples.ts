import net from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Runs examples of the documentation in one process, each in the folder it lies in, and prints one line of JSON: the
 * port on which each listens. Ports that examples name are replaced by free ones.
 */
const files = process.argv.slice(2);
const ports: Record<string, number> = {};

const listen = net.Server.prototype.listen as (...args: unknown[]) => net.Server;
let opened: Promise<number>[] = [];
net.Server.prototype.listen = function listenAnywhere(this: net.Server, ...args: unknown[]) {
  const called = args.filter((arg) => typeof arg === 'function');
  opened.push(
    new Promise((resolve) => this.once('listening', () => resolve((this.address() as net.AddressInfo).port))),
  );
  return listen.call(this, 0, '127.0.0.1', ...called);
} as typeof net.Server.prototype.listen;

for (const file of files) {
  process.chdir(path.dirname(file));
  opened = [];
  await import(pathToFileURL(file).href);
  ports[path.basename(path.dirname(file))] = (await Promise.all(opened))[0] ?? 0;
}
process.stdout.write(`${JSON.stringify(ports)}\n<listening>\n`);
