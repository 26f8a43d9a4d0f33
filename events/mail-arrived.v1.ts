import * as z from 'zod';

const Verdict = z.object({ status: z.enum(['PASS', 'FAIL', 'GRAY', 'PROCESSING_FAILED']) });

/**
 * A mail arrived and lies, raw, in the object store: the notification SES publishes through SNS.
 *
 * The shape is Amazon's, not ours; only what the reader needs is required. The verdicts are taken from here and
 * never from the mail's own headers, which anybody may write.
 */
export const SesReceipt = z.object({
  notificationType: z.literal('Received'),
  mail: z.object({
    messageId: z.string().min(1).max(200),
    timestamp: z.iso.datetime(),
    source: z.string(),
  }),
  receipt: z.object({
    timestamp: z.iso.datetime(),
    recipients: z.array(z.string()),
    spfVerdict: Verdict,
    dkimVerdict: Verdict,
    dmarcVerdict: Verdict,
    spamVerdict: Verdict,
    virusVerdict: Verdict,
    action: z.object({ type: z.literal('S3'), bucketName: z.string(), objectKey: z.string() }),
  }),
});
export type SesReceipt = z.infer<typeof SesReceipt>;

/** The SNS envelope as it lies in the queue (raw delivery off, so that the topic's metadata stays). */
export const SnsEnvelope = z.object({ Type: z.literal('Notification'), Message: z.string() });
