import { basename } from 'node:path';
import { AssetHashType, Duration, Size } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  ParamsAndSecretsLayerVersion,
  ParamsAndSecretsLogLevel,
  ParamsAndSecretsVersions,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DISABLE_ASSET_STAGING_CONTEXT } from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';
import type { Bundle } from '../bundles.ts';

export interface DeployedFunctionProps {
  readonly bundle: Bundle;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly architecture: 'arm64' | 'x86_64';
  readonly temporaryMb?: number;
  readonly logDays: RetentionDays;
  readonly metricsNamespace: string;
  /** Runs AWS's extension beside it through which it reads secrets. */
  readonly readsSecrets?: boolean;
}

/**
 * One function from its bundle, with a role and a log group of its own.
 *
 * Tracing is off: every message carries an event id through all functions' logs, which tells its way as well, and
 * the tracer would nearly double the time a function takes to start. Source maps are not deployed either: they are
 * larger than the code, and since the same source gives the same bundle, a trace can be read with one built later.
 */
export class DeployedFunction extends Construct {
  readonly function: LambdaFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: DeployedFunctionProps) {
    super(scope, id);
    // What it ships lies there already under the hash of its content; a copy for each synthesis would be 100 MB.
    if (props.bundle.shipped.length > 0) this.node.setContext(DISABLE_ASSET_STAGING_CONTEXT, true);
    const logGroup = new LogGroup(this, 'Logs', { retention: props.logDays });
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    // Lambda's managed policy would open every log group of the account.
    this.role.addToPolicy(
      new PolicyStatement({
        sid: 'WriteLogs',
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    this.function = new LambdaFunction(this, 'Function', {
      runtime: Runtime.NODEJS_24_X,
      architecture: props.architecture === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64,
      code: codeOf(props.bundle),
      handler: 'index.handler',
      role: this.role,
      logGroup,
      memorySize: props.memoryMb,
      timeout: Duration.seconds(props.timeoutSeconds),
      ...(props.temporaryMb === undefined ? {} : { ephemeralStorageSize: Size.mebibytes(props.temporaryMb) }),
      ...(props.readsSecrets ? { paramsAndSecrets: secretsExtension() } : {}),
      tracing: Tracing.DISABLED,
      environment: {
        POWERTOOLS_SERVICE_NAME: props.bundle.name,
        POWERTOOLS_METRICS_NAMESPACE: props.metricsNamespace,
      },
    });
  }
}

/** It keeps what it read for some minutes, so that a secret that was changed is found without a deployment. */
const secretsExtension = () =>
  ParamsAndSecretsLayerVersion.fromVersion(ParamsAndSecretsVersions.V1_0_103, {
    cacheSize: 1,
    secretsManagerTtl: Duration.minutes(5),
    logLevel: ParamsAndSecretsLogLevel.ERROR,
  });

/** A folder that ships packages ends with the hash of its content, which need not be read through once more. */
function codeOf({ folder, shipped }: Bundle): Code {
  return shipped.length === 0
    ? Code.fromAsset(folder)
    : Code.fromAsset(folder, { assetHashType: AssetHashType.CUSTOM, assetHash: basename(folder) });
}
