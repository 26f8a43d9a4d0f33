import {
  DescribeActiveReceiptRuleSetCommand,
  SESClient,
  SetActiveReceiptRuleSetCommand,
} from '@aws-sdk/client-ses';

/** Which set of receipt rules an account's region goes by. CloudFormation can make a set, but not make it the active one. */
export type ReceiptRuleSets = {
  /** The name of the active set, or null where mail is not received at all. */
  active(): Promise<string | null>;
  activate(name: string): Promise<void>;
};

export function createReceiptRuleSets(client: Pick<SESClient, 'send'>): ReceiptRuleSets {
  return {
    async active() {
      const { Metadata } = await client.send(new DescribeActiveReceiptRuleSetCommand());
      return Metadata?.Name ?? null;
    },
    async activate(name) {
      await client.send(new SetActiveReceiptRuleSetCommand({ RuleSetName: name }));
    },
  };
}

/** The receipt rule sets of the account whose credentials the environment holds. */
export const connectReceiptRuleSets = (region: string): ReceiptRuleSets =>
  createReceiptRuleSets(new SESClient({ region }));
