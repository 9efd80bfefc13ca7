import { describe, expect, it } from 'vitest';
import { clientUtc, detailsXml, interactionIdKey, readDetails, segmentLog } from '../../lib/tracker/formats.ts';
import { dispositionOf, recordOf } from '../../lib/tracker/record.ts';
import { segmentsOf } from '../../lib/tracker/segments.ts';
import { alerting, connected, ended, journal, noNames, offering, seat, state, type Timed, t0 } from './made.ts';

const details = { SnoozeStartTime: '2013-06-19 20:47:23.315', SnoozeDurationInSeconds: '59.921' };

describe('the forms of Tracker', () => {
  it('are those of the manual', () => {
    expect(interactionIdKey('3001593268', Date.UTC(2013, 5, 19, 20, 46))).toBe('300159326820130619');
    expect(detailsXml(details)).toBe(
      '<Details SnoozeStartTime="2013-06-19 20:47:23.315" SnoozeDurationInSeconds="59.921" />',
    );
    expect(clientUtc(Date.UTC(2013, 5, 19, 20, 51, 14, 661), -4 * 3600)).toBe('20130619T165114.661-04');
  });

  it('tell of offsets that are no whole hours', () => {
    const at = Date.UTC(2026, 0, 1, 0, 0, 0, 5);
    expect(clientUtc(at, 0)).toBe('20260101T000000.005+00');
    expect(clientUtc(at, 5.5 * 3600)).toBe('20260101T053000.005+0530');
    expect(clientUtc(at, -3.5 * 3600)).toBe('20251231T203000.005-0330');
  });

  it('can be read back', () => {
    expect(readDetails(detailsXml(details))).toEqual(details);
    expect(readDetails(null)).toBeNull();
    expect(readDetails('<Details OtherInteractionId="1" />')).toBeNull();
  });

  it('keep signs of the segment log out of its values', () => {
    const events = journal(
      'chat',
      [0, offering()],
      [10, seat(2, 'u1', 'A;B&C=D \u{1F600}')],
      [10, alerting('u1')],
      [20, ended('RemoteDisconnect')],
    );
    const log = segmentLog(segmentsOf(events, noNames), () => -4 * 3600);
    const [queue = '', alert = '', ...more] = log.split(';');
    expect(more).toEqual([]);
    expect(queue).toBe(
      'SegmentType=Queue&SegmentSequence=0&ClientUtc=20130619T164600.000-04&Duration=10' +
        '&Queue=workgroup+queue%3AMarketing&EndCode=Alert&RemoteName=Vera&RemoteAddress=192.0.2.7',
    );
    expect(new URLSearchParams(alert).get('LocalParty')).toBe('A;B&C=D \u{1F600}');
  });
});

describe('the disposition', () => {
  const code = (...story: Timed[]) => dispositionOf(segmentsOf(journal('callback', ...story), noNames));
  const waiting: Timed[] = [[0, offering()]];
  const alert: Timed[] = [...waiting, [1, alerting('u1')]];
  const connect: Timed[] = [...alert, [2, connected('u1')]];
  const held: Timed[] = [...connect, [3, state('Held', { user: 'u1', reason: 'hold' })]];
  const snoozed: Timed[] = [...connect, [3, state('Snoozed', { user: null, until: t0 })]];
  const scheduled: Timed[] = [[0, state('Scheduled', { until: t0 })]];
  const own: Timed[] = [[0, offering({ queue: { type: 'User', id: 'x', name: 'sally' } })]];

  it.each([
    ['waiting', waiting, 2, 3, 1],
    ['alerting', alert, 4, 5, 1],
    ['connected', connect, 6, 7, 0],
    ['held', held, 6, 7, 0],
    ['snoozed', snoozed, 2, 3, 0],
    ['scheduled', scheduled, 1, 1, 1],
    ["waiting in a user's queue", own, 1, 1, 1],
  ])('of what ended while %s', (_, story, remote, local, system) => {
    expect(code(...story, [9, ended('RemoteDisconnect')])).toBe(remote);
    expect(code(...story, [9, ended('LocalDisconnect')])).toBe(local);
    expect(code(...story, [9, ended('System')])).toBe(system);
  });
});

describe('the record', () => {
  it('is not there while the interaction runs', () => {
    expect(recordOf('1000000001', journal('chat', [0, offering()]), noNames, () => 0)).toBeUndefined();
    expect(recordOf('1000000001', [], noNames, () => 0)).toBeUndefined();
  });

  it('names the agents in the order they were connected, and who was there to the end', () => {
    const events = journal(
      'chat',
      [0, offering()],
      [1, connected('u1')],
      [2, offering({ reason: 'agent-gone' })],
      [3, connected('u2')],
      [4, ended('RemoteDisconnect')],
    );
    const { participants = [] } = recordOf('1000000001', events, noNames, () => 0) ?? {};
    expect(participants.map(({ user, role, howEnded }) => [user, role, howEnded])).toEqual([
      [null, 1, 1],
      ['u1', 2, -1],
      ['u2', 3, 1],
    ]);
  });
});
