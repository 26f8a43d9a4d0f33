/** The package ships no types of its own; this is the one function the calendar uses. */
declare module 'japanese-holidays' {
  /** The name of the public holiday in Japan at that instant, taken in Japan's own zone whatever the process's. */
  export function isHolidayAt(date: Date): string | undefined;
}
