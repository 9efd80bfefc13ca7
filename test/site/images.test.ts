import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { XMLParser } from 'fast-xml-parser';
import { expect, it, onTestFinished } from 'vitest';
import { iwt } from '../../lib/iwt.ts';
import { silentLog } from '../support/databases.ts';

const names = [
  ...['AtHome.gif', 'Avail.gif', 'Available.gif', 'Callback.gif', 'Chat.gif', 'DND.gif', 'Email.gif', 'Fax.gif'],
  ...[
    'Followup.gif',
    'InteractBanner.gif',
    'Lunch.gif',
    'Meeting.gif',
    'Nav2Banner.gif',
    'Nav2Logo.gif',
    'OnPhone.gif',
  ],
  ...['Outoff.gif', 'OutTown.gif', 'Phone.gif', 'SendMail.gif', 'Train.gif', 'Vacation.gif', 'Von.gif'],
];

async function open(): Promise<string> {
  const mounted = iwt({ database: 'sqlite::memory:', logger: silentLog });
  const server = http.createServer(express().use(mounted)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    await mounted.close();
    server.close();
  });
  await mounted.ready();
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/I3Root/img/`;
}

it('serves each documented picture, sharp and with a name for screen readers', async () => {
  const folder = await open();
  for (const name of names) {
    const response = await fetch(folder + name);
    expect([name, response.status, response.headers.get('content-type')]).toEqual([name, 200, 'image/svg+xml']);
    const { svg } = new XMLParser({ ignoreAttributes: false }).parse(await response.text());
    expect(svg.title.length, name).toBeGreaterThan(2);
    expect(svg['@_width'], name).toMatch(/^\d+$/);
  }
});

it('finds them in any letter case, and nothing else', async () => {
  const folder = await open();
  expect((await fetch(`${folder}OUTTOWN.GIF`)).status).toBe(200);
  for (const other of ['Nobody.gif', 'Chat.svg', 'Chat', '..%2fstyles%2fbase.css', '%00', '__proto__'])
    expect([other, (await fetch(folder + other)).status]).toEqual([other, 404]);
});

it('lets nothing act inside a picture', async () => {
  const response = await fetch(`${await open()}Chat.gif`);
  expect(response.headers.get('content-security-policy')).toBe(
    "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  );
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
});
