import * as z from 'zod';
import type { Clock } from '../../../shared/calendar/time.ts';
import type { Access } from './access.ts';
import type { DeployedFunction, InvocationOutcome } from './functions.ts';
import type { Routes } from './message-routes.ts';

const Route = z.object({ ApiId: z.string(), RouteKey: z.literal('$default'), Target: z.string() });
const Integration = z.object({
  ApiId: z.string(),
  IntegrationType: z.literal('AWS_PROXY'),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0'),
});
const Response = z.object({
  statusCode: z.number(),
  headers: z.record(z.string(), z.string()).default({}),
  cookies: z.array(z.string()).default([]),
  body: z.string().default(''),
  isBase64Encoded: z.boolean().default(false),
});

export interface HttpApiOptions {
  readonly access: Access;
  readonly routes: Routes;
  readonly functions: readonly DeployedFunction[];
  readonly clock: Clock;
  readonly invoke: (fn: DeployedFunction, event: object) => Promise<InvocationOutcome>;
}

/** What a browser asks for, beyond the address. */
export interface Asked {
  readonly method?: 'GET' | 'POST';
  /** As the browser would send it, `name=value`. */
  readonly cookie?: string;
  /** The fields of a form. */
  readonly form?: Readonly<Record<string, string>>;
}

/** What a browser gets. */
export interface Page {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An HTTP API that hands every request to one function, as its default route says. */
export function createHttpApi({ access, routes, functions, clock, invoke }: HttpApiOptions) {
  const { deployment } = access;
  return async function ask(path: string, asked: Asked = {}): Promise<Page> {
    const [route] = deployment
      .ofType('AWS::ApiGatewayV2::Route')
      .map(({ properties }) => Route.parse(properties));
    if (!route) throw new RangeError('the templates hold no HTTP API');
    const target = deployment.find(
      'AWS::ApiGatewayV2::Integration',
      route.Target.replace('integrations/', ''),
    );
    const { IntegrationUri } = Integration.parse(target.properties);
    const fn = functions.find(({ arn }) => arn === IntegrationUri);
    if (!fn) throw new RangeError(`the HTTP API leads to no function: ${IntegrationUri}`);
    const source = `arn:aws:execute-api:${deployment.region}:${deployment.account}:${route.ApiId}/$default/$default`;
    const call = { action: 'lambda:InvokeFunction', resource: fn.arn, context: routes.from(source) };
    const gateway = routes.service('apigateway.amazonaws.com');
    if (access.ask(gateway, [call], 'platform')) return { status: 500, headers: {}, body: '' };
    const outcome = await invoke(fn, requestOf(path, asked, route.ApiId, clock().epochMilliseconds));
    const answer = Response.safeParse(outcome.outcome === 'returned' ? outcome.value : undefined);
    if (!answer.success) return { status: 500, headers: {}, body: '' };
    const { statusCode, headers, body, isBase64Encoded } = answer.data;
    const text = isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
    return { status: statusCode, headers, body: text };
  };
}

function requestOf(path: string, { method = 'GET', cookie, form }: Asked, apiId: string, timeEpoch: number) {
  const domainName = `${apiId}.execute-api.ap-northeast-1.amazonaws.com`;
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: '',
    ...(cookie === undefined ? {} : { cookies: [cookie] }),
    headers: {
      host: domainName,
      'user-agent': 'harness',
      'x-forwarded-proto': 'https',
      ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
    },
    ...(form ? { body: new URLSearchParams(form).toString() } : {}),
    requestContext: {
      accountId: '000000000000',
      apiId,
      domainName,
      domainPrefix: apiId,
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'harness' },
      requestId: 'harness',
      routeKey: '$default',
      stage: '$default',
      time: new Date(timeEpoch).toUTCString(),
      timeEpoch,
    },
    isBase64Encoded: false,
  };
}
