import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const PROBE = fileURLToPath(new URL('./zone-probe.ts', import.meta.url));

/** What the calendar says of thirty years, told by a process that lives in `zone`. */
async function probe(zone: string) {
  const { stdout } = await promisify(execFile)(process.execPath, [PROBE], {
    env: { ...process.env, TZ: zone, NODE_OPTIONS: '' },
  });
  const { zone: offset, ...told } = JSON.parse(stdout);
  return { offset, told };
}

it('says the same of every day from 2020 to 2050 wherever the process runs', {
  timeout: 60_000,
}, async () => {
  const zones = ['UTC', 'America/New_York', 'Asia/Tokyo', 'Pacific/Auckland'];
  const [utc, newYork, tokyo, auckland] = await Promise.all(zones.map(probe));
  const offsets = [utc, newYork, tokyo, auckland].map((told) => told?.offset);
  expect(offsets).toEqual([0, 300, -540, -780]);
  expect(utc?.told.days).toBe(11_323);
  expect(newYork?.told).toEqual(utc?.told);
  expect(tokyo?.told).toEqual(utc?.told);
  expect(auckland?.told).toEqual(utc?.told);
  // The last hours of 31 December in UTC are the new year in Tokyo.
  expect(newYork?.told.newYear).toEqual(['2027-01-01T00:00:00+09:00', '2027-01-01']);
});
