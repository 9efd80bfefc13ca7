import { describe, expect, it } from 'vitest';
import { callerOf } from '../../lib/limits/address.ts';

describe('who counts as one caller', () => {
  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::FFFF:c000:207', '192.0.2.7'],
    ['0:0:0:0:0:ffff:192.0.2.7', '192.0.2.7'],
    ['64:ff9b::192.0.2.7', '192.0.2.7'],
    ['::1', '0:0:0:0::/64'],
    ['2001:db8:0:7::1', '2001:db8:0:7::/64'],
    ['2001:DB8:0:7:ffff:ffff:ffff:ffff', '2001:db8:0:7::/64'],
    ['[2001:db8::7]', '2001:db8:0:0::/64'],
    ['[2001:db8::7]:51234', '2001:db8:0:0::/64'],
    ['192.0.2.7:51234', '192.0.2.7'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::ffff:0:192.0.2.7', '0:0:0:0::/64'],
    ['', 'unknown'],
    ['192.0.2.7, 203.0.113.9', 'unknown'],
    ['not an address', 'unknown'],
  ])('%s counts as %s', (address, caller) => {
    expect(callerOf(address)).toBe(caller);
  });

  it('keeps v4-mapped callers apart from each other', () => {
    expect(callerOf('::ffff:192.0.2.7')).not.toBe(callerOf('::ffff:192.0.2.8'));
  });
});
