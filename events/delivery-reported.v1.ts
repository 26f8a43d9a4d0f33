import * as z from 'zod';

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
        timestamp: z.string().optional(),
        bouncedRecipients: z
          .array(z.object({ emailAddress: z.string(), diagnosticCode: z.string().optional() }))
          .default([]),
      })
      .optional(),
  }),
});
export type DeliveryReportedV1 = z.infer<typeof DeliveryReportedV1>;
