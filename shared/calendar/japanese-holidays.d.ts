/** The package ships no types of its own, and is CommonJS; this is the one function the calendar uses. */
declare module 'japanese-holidays' {
  const japaneseHolidays: {
    /** The name of the public holiday in Japan at that instant, taken in Japan's own zone whatever the process's. */
    isHolidayAt(date: Date): string | undefined;
  };
  export default japaneseHolidays;
}
