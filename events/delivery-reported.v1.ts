import * as z from 'zod';

const Recipients = z.array(z.object({ emailAddress: z.string() })).default([]);

/**
 * What became of a mail handed to SES: the event its configuration set sends to EventBridge. Amazon's shape; the
 * `mail-id` tag is ours and says which mail it speaks of.
 */
export const DeliveryReportedV1 = z.object({
  'detail-type': z.string(),
  source: z.literal('aws.ses'),
  detail: z.object({
    eventType: z.enum([
      'Send',
      'Delivery',
      'Bounce',
      'Complaint',
      'Reject',
      'DeliveryDelay',
      'Open',
      'Click',
      'Rendering Failure',
      'Subscription',
    ]),
    mail: z.object({
      timestamp: z.string(),
      messageId: z.string(),
      destination: z.array(z.string()).default([]),
      tags: z.record(z.string(), z.array(z.string())).default({}),
    }),
    bounce: z
      .object({
        bounceType: z.string(),
        bounceSubType: z.string().optional(),
        /** Those it came back from; the others may well have it. */
        bouncedRecipients: Recipients,
      })
      .optional(),
    complaint: z
      .object({
        /** `abuse`, `not-spam` and others; many receivers tell none. */
        complaintFeedbackType: z.string().nullish(),
        /** Those who may have complained: where a receiver hides who did, all of ours at that domain. */
        complainedRecipients: Recipients,
      })
      .optional(),
  }),
});
export type DeliveryReportedV1 = z.infer<typeof DeliveryReportedV1>;
