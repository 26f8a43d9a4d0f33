import { Duration } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Bundle } from '../bundles.ts';
import { acknowledge } from './acknowledge.ts';
import { DeployedFunction } from './deployed-function.ts';
import { ImpactAlarm, type Watch } from './watch.ts';

export interface WebProps {
  readonly bundle: Bundle;
  readonly timeoutSeconds: number;
  readonly watch: Watch;
  readonly logDays: RetentionDays;
  readonly metricsNamespace: string;
  /** Whether the pages prove themselves to the issuer by a secret. */
  readonly readsSecrets: boolean;
}

/** A city hall's browsers stay far below; whatever floods us is turned away before it costs anything. */
const REQUESTS_PER_SECOND = 20;
const REQUESTS_AT_ONCE = 40;
const MEMORY_MB = 512;

/** The pages behind an HTTP API. */
export class Web extends Construct {
  readonly deployed: DeployedFunction;
  readonly origin: string;

  constructor(scope: Construct, id: string, { bundle, timeoutSeconds, watch, logDays, ...props }: WebProps) {
    super(scope, id);
    this.deployed = new DeployedFunction(this, 'Deployed', {
      bundle,
      timeoutSeconds,
      memoryMb: MEMORY_MB,
      architecture: 'arm64',
      logDays,
      metricsNamespace: props.metricsNamespace,
      readsSecrets: props.readsSecrets,
    });
    const api = new HttpApi(this, 'Api', {
      createDefaultStage: false,
      defaultIntegration: new HttpLambdaIntegration('Integration', this.deployed.function),
    });
    new HttpStage(this, 'Stage', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: REQUESTS_PER_SECOND, burstLimit: REQUESTS_AT_ONCE },
      accessLogSettings: {
        destination: new LogGroupLogDestination(new LogGroup(this, 'AccessLogs', { retention: logDays })),
        // Who asked, when, and how it ended; no header, since one may hold a session, and no path, since that of a
        // department's page is its secret. What failed stands with its path in the function's own log.
        format: AccessLogFormat.custom(
          JSON.stringify({
            requestId: '$context.requestId',
            time: '$context.requestTime',
            ip: '$context.identity.sourceIp',
            method: '$context.httpMethod',
            status: '$context.status',
            milliseconds: '$context.responseLatency',
          }),
        ),
      },
    });
    // Without a slash at the end, and known before the function is: so the function may be told.
    this.origin = api.apiEndpoint;
    acknowledge(api, {
      'AwsSolutions-APIG4':
        'the health check and the sign-in are meant for anybody; every page of the console asks for a session, which the function itself holds (code flow on the server, no token in the browser)',
    });
    new ImpactAlarm(this, 'Failures', {
      watch,
      metric: api.metricServerError({ period: Duration.minutes(5), statistic: 'Sum' }),
      threshold: 5,
      severity: 'today',
      impact: 'Pages cannot be opened; mail goes on.',
      runbook: 'pages-fail',
    });
  }
}
