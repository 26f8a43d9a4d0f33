import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import * as z from 'zod';

/** Accepts findings of the security checks on one construct, each with the reason why it stands. */
export function acknowledge(construct: IConstruct, reasons: Readonly<Record<string, string>>): void {
  for (const [id, reason] of Object.entries(reasons)) Validations.of(construct).acknowledge({ id, reason });
}

const Imported = z.object({ 'Fn::ImportValue': z.string() });

/**
 * Accepts a resource that ends in a star in one role's policy. `owner` is given where the resource begins with
 * something another stack exports: the check then knows it by the export's name.
 */
export function acknowledgeStar(
  construct: IConstruct,
  { arn, rest, owner, reason }: { arn: string; rest: string; owner?: Stack; reason: string },
): void {
  const stack = Stack.of(construct);
  const known =
    owner === undefined
      ? z.string().parse(stack.resolve(arn))
      : Imported.parse(stack.resolve(owner.exportValue(arn)))['Fn::ImportValue'];
  acknowledge(construct, { [`AwsSolutions-IAM5[Resource::${known}${rest}]`]: reason });
}
