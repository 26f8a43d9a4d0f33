const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** Zones by name that Japanese mail and RFC 5322 know; minutes east of UTC. */
const ZONES: Readonly<Record<string, number>> = {
  ...{ jst: 540, gmt: 0, ut: 0, utc: 0, z: 0, est: -300, edt: -240, cst: -360, cdt: -300 },
  ...{ mst: -420, mdt: -360, pst: -480, pdt: -420 },
};
const DATE =
  /(\d{1,2})\s{1,5}([a-z]{3})[a-z]{0,6}\s{1,5}(\d{2,4})\s{1,5}(\d{1,2}):(\d{2})(?::(\d{2}))?\s{0,5}(?:([+-])(\d{2}):?(\d{2})|([a-z]{1,4}))?/i;

function zoneMinutes(sign: string | undefined, hours = '0', minutes = '0', name = ''): number | null {
  if (sign === undefined) return ZONES[name.toLowerCase()] ?? (name === '' ? 0 : null);
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/**
 * The Date header as ISO 8601 in UTC, or null where it is none. Read without `Date.parse`, whose reading of a
 * date without a zone depends on the zone the process runs in.
 */
export function readMailDate(value: string | null): string | null {
  const match = DATE.exec(value ?? '');
  if (!match) return null;
  const [
    ,
    day,
    monthName = '',
    yearText = '',
    hour,
    minute,
    second = '0',
    sign,
    zoneHours,
    zoneMins,
    zoneName,
  ] = match;
  const month = MONTHS.indexOf(monthName.toLowerCase());
  const short = Number(yearText);
  const year = yearText.length > 2 ? short : short < 50 ? 2000 + short : 1900 + short;
  const offset = zoneMinutes(sign, zoneHours, zoneMins, zoneName) ?? 0;
  if (month === -1 || Number(day) > 31 || Number(day) < 1 || Number(hour) > 23 || Number(minute) > 59)
    return null;
  const instant = Date.UTC(year, month, Number(day), Number(hour), Number(minute) - offset, Number(second));
  return new Date(instant).toISOString();
}
