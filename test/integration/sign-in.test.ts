import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createIssuer } from '../../functions/web/serve-pages/sign-in/issuer.ts';
import { LOCAL_CLIENT, LOCAL_ROLES_CLAIM, startSignInProvider } from '../../infra/local/sign-in-provider.ts';
import { readSecret } from '../../shared/adapters/secrets/read-secret.ts';

const SECRET = 'a-secret-of-the-client+/=&%';
const ORIGIN = 'http://127.0.0.1:9';
const CALLBACK = `${ORIGIN}/sign-in/callback`;

/** Signs in as the secretariat with a browser that keeps cookies; where the issuer sends it back to. */
async function comeBackFrom(url: string): Promise<URL> {
  const cookies = new Map<string, string>();
  let [next, body] = [new URL(url), null as URLSearchParams | null];
  for (let hop = 0; hop < 10; hop += 1) {
    if (next.href.startsWith(CALLBACK)) return next;
    const answer = await fetch(next, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(body ? { method: 'POST', body } : {}),
    });
    for (const cookie of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    body = location === null ? new URLSearchParams({ user: 'jimukyoku' }) : null;
    if (location !== null) next = new URL(location, next);
  }
  throw new Error('the issuer never sent the browser back');
}

/** The embedded issuer, with our client as a confidential one, asked with what `secret` gives at the moment. */
async function aConfidentialClient(
  method: 'client_secret_basic' | 'client_secret_post',
  secret: () => Promise<string>,
) {
  const provider = await startSignInProvider({ method, secret: SECRET });
  onTestFinished(() => provider.stop());
  provider.allow(ORIGIN);
  const issuer = createIssuer({
    issuer: provider.issuer,
    clientId: LOCAL_CLIENT,
    clientSecret: secret,
    rolesClaim: LOCAL_ROLES_CLAIM,
  });
  return async () => {
    const { url, underWay } = await issuer.begin(CALLBACK);
    return issuer.finish(await comeBackFrom(url), underWay);
  };
}

describe('a confidential client', () => {
  it.each(['client_secret_basic', 'client_secret_post'] as const)(
    'signs somebody in by %s',
    async (method) => {
      const signIn = await aConfidentialClient(method, async () => SECRET);
      expect(await signIn()).toMatchObject({ name: '事務局 担当', roles: ['secretariat'] });
    },
  );

  it('is refused with a wrong secret, and reads it anew for the next', async () => {
    const secrets = ['an-old-secret', SECRET];
    const signIn = await aConfidentialClient('client_secret_basic', async () => secrets.shift() ?? SECRET);
    const refused = await signIn().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(Error);
    expect(JSON.stringify(refused)).not.toContain('an-old-secret');
    expect(await signIn()).toMatchObject({ roles: ['secretariat'] });
  });
});

describe('a secret', () => {
  /** What stands beside the function in Lambda, answering once what it is told to. */
  async function anExtension(status: number, body: unknown) {
    const asked: { url: string | undefined; token: unknown }[] = [];
    const server = createServer((request, response) => {
      asked.push({ url: request.url, token: request.headers['x-aws-parameters-secrets-token'] });
      response.writeHead(status).end(JSON.stringify(body));
    });
    server.listen(0, 'localhost');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    return {
      asked,
      environment: { PARAMETERS_SECRETS_EXTENSION_HTTP_PORT: String(port), AWS_SESSION_TOKEN: 'token' },
    };
  }

  it('is read through the extension in the function\u2019s name', async () => {
    const { asked, environment } = await anExtension(200, { SecretString: `${SECRET}\n` });
    expect(await readSecret('city/sign-in', environment)).toBe(SECRET);
    expect(asked).toEqual([{ url: '/secretsmanager/get?secretId=city%2Fsign-in', token: 'token' }]);
  });

  it('that cannot be read is told by its name and never by what it holds', async () => {
    const denied = await anExtension(400, { message: SECRET });
    await expect(readSecret('city/sign-in', denied.environment)).rejects.toThrow(
      'secret "city/sign-in" could not be read: the extension answered 400',
    );
    const empty = await anExtension(200, { SecretString: ' ' });
    await expect(readSecret('city/sign-in', empty.environment)).rejects.toThrow('it holds no text');
  });
});
