import * as z from 'zod';

/**
 * An opaque identity that is never reused: initiatives, KPIs, milestones, departments and contacts are
 * known by it for ever, while their codes and names may change (decision 2).
 */
export const Id = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{1,47}$/, 'expected lower-case letters, digits and hyphens, 2 to 48 of them');
export type Id = z.infer<typeof Id>;

/** A code as the city prints it, such as `1-2-3`. */
export const Code = z
  .string()
  .regex(
    /^[0-9A-Za-z][0-9A-Za-z.-]{0,19}$/,
    'expected half-width letters, digits, dots and hyphens, at most 20',
  );
export type Code = z.infer<typeof Code>;
