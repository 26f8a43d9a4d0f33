import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Stage } from './stage.ts';

/**
 * The few resources with names of our own. A name is given only where somebody outside the stack has to know it,
 * since a named resource cannot be replaced while it stands.
 */
export const receiptRuleSetName = ({ mail }: Stage) => `shinchoku-${mail.ruleSetOwner}`;
export const receiptRuleName = ({ name }: Stage) => `shinchoku-${name}`;

/** The one rule that may put mail into the bucket and use the key; both stand in the other stack. */
export function receiptRuleArn(scope: Construct, stage: Stage): string {
  return Stack.of(scope).formatArn({
    service: 'ses',
    resource: 'receipt-rule-set',
    resourceName: `${receiptRuleSetName(stage)}:receipt-rule/${receiptRuleName(stage)}`,
    arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
}

/** Where the metrics of a stage's functions stand. */
export const metricsNamespace = ({ name }: Stage) => `Shinchoku/${name}`;
