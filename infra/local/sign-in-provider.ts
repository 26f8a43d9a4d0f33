import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, { type Adapter, type AdapterPayload, type Configuration } from 'oidc-provider';
import type { Role } from '../../functions/web/serve-pages/sign-in/roles.ts';

/** Who may sign in on this machine; all invented. */
const SAMPLE_USERS: readonly { id: string; name: string; roles: readonly Role[]; words: string }[] = [
  { id: 'jimukyoku', name: '事務局 担当', roles: ['secretariat'], words: '推進本部事務局' },
  { id: 'bucho', name: '行政経営部長', roles: ['releaser', 'viewer'], words: '本部資料を発信する' },
  { id: 'etsuran', name: '本部員', roles: ['viewer'], words: '見るだけ' },
  { id: 'kansa', name: '監査 担当', roles: ['auditor'], words: '操作の記録を見る' },
];

export const LOCAL_CLIENT = 'shinchoku-local';
export const LOCAL_ROLES_CLAIM = 'groups';

/** An OpenID Connect issuer of this machine, so that signing in takes the same road here as anywhere. */
export interface SignInProvider {
  readonly issuer: string;
  /** Names where a browser may be sent back to; known only once the pages have their port. */
  allow(origin: string): void;
  stop(): Promise<void>;
}

/** What the issuer remembers, for as long as it runs. */
function remembering(): new (kind: string) => Adapter {
  const kept = new Map<string, AdapterPayload>();
  return class implements Adapter {
    readonly #kind: string;
    constructor(kind: string) {
      this.#kind = kind;
    }
    async upsert(id: string, payload: AdapterPayload): Promise<void> {
      kept.set(`${this.#kind}/${id}`, payload);
    }
    async find(id: string): Promise<AdapterPayload | undefined> {
      return kept.get(`${this.#kind}/${id}`);
    }
    async findByUid(uid: string): Promise<AdapterPayload | undefined> {
      return [...kept.values()].find((payload) => payload.kind === this.#kind && payload.uid === uid);
    }
    async findByUserCode(): Promise<undefined> {}
    async consume(id: string): Promise<void> {
      const payload = await this.find(id);
      if (payload) payload.consumed = true;
    }
    async destroy(id: string): Promise<void> {
      kept.delete(`${this.#kind}/${id}`);
    }
    async revokeByGrantId(grantId: string): Promise<void> {
      for (const [key, payload] of kept) if (payload.grantId === grantId) kept.delete(key);
    }
  };
}

/** A signing key for this run alone. */
function signingKey() {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'ES256', kid: 'local' };
}

/** How a client proves itself: not at all, as on this machine, or by a secret. */
export type ClientProof =
  | { readonly method: 'none' }
  | { readonly method: 'client_secret_basic' | 'client_secret_post'; readonly secret: string };

function configuration(callbacks: string[], proof: ClientProof): Configuration {
  return {
    adapter: remembering(),
    jwks: { keys: [signingKey()] },
    clients: [
      {
        client_id: LOCAL_CLIENT,
        token_endpoint_auth_method: proof.method,
        ...(proof.method === 'none' ? {} : { client_secret: proof.secret }),
        application_type: 'web',
        grant_types: ['authorization_code'],
        response_types: ['code'],
        id_token_signed_response_alg: 'ES256',
        redirect_uris: callbacks,
      },
    ],
    clientAuthMethods: [proof.method],
    claims: { openid: ['sub', 'name', 'email', LOCAL_ROLES_CLAIM] },
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, { uid }) => `/choose/${uid}` },
    findAccount: (_, id) => {
      const user = SAMPLE_USERS.find((sample) => sample.id === id);
      return user
        ? {
            accountId: user.id,
            claims: () => ({
              sub: user.id,
              name: user.name,
              email: `${user.id}@iizuka.example`,
              [LOCAL_ROLES_CLAIM]: [...user.roles],
            }),
          }
        : undefined;
    },
    /** Nobody is asked for a consent to see the own name on the own machine. */
    loadExistingGrant: async (ctx) => {
      const { client, session } = ctx.oidc;
      if (!client || !session?.accountId) return undefined;
      const grant = new ctx.oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid profile email');
      await grant.save();
      return grant;
    },
    ttl: { Session: 8 * 3600, Grant: 8 * 3600, Interaction: 600, IdToken: 600, AccessToken: 600 },
    // Each run makes keys of its own; nothing of this issuer is meant to outlive it.
    cookies: { keys: [crypto.randomUUID()] },
  };
}

const CHOICE_STYLE =
  'body{font-family:"BIZ UDPGothic","Hiragino Sans",Meiryo,sans-serif;max-width:32rem;margin:2rem auto;padding:0 1rem;line-height:1.7}' +
  'button{display:block;width:100%;margin:.5rem 0;padding:.75rem 1rem;font:inherit;font-weight:700;text-align:left;color:#0017c1;background:#fff;border:1px solid #0017c1;border-radius:8px;cursor:pointer}' +
  'span{display:block;font-weight:400;color:#4d4d4d}';

function choicePage(uid: string): string {
  const buttons = SAMPLE_USERS.map(
    ({ id, name, words }) => `<button name="user" value="${id}">${name}<span>${words}</span></button>`,
  ).join('');
  return `<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>だれとしてサインインしますか｜手元で試す画面</title><style>${CHOICE_STYLE}</style></head><body><main><h1>だれとしてサインインしますか</h1><p>この端末だけの、例示の利用者です。選ぶとすぐに入れます。</p><form method="post" action="/choose/${uid}">${buttons}</form></main></body></html>`;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
    if (text.length > 10_000) throw new RangeError('the form is too large');
  }
  return text;
}

export async function startSignInProvider(proof: ClientProof = { method: 'none' }): Promise<SignInProvider> {
  const callbacks: string[] = [];
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;
  let provider: Provider | null = null;
  const choose = async (known: Provider, request: IncomingMessage, response: ServerResponse) => {
    const interaction = await known.interactionDetails(request, response);
    const { uid, session } = interaction;
    if (request.method !== 'POST') {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
      response.end(choicePage(uid));
      return;
    }
    const accountId = new URLSearchParams(await bodyOf(request)).get('user') ?? '';
    if (!SAMPLE_USERS.some(({ id }) => id === accountId))
      throw new RangeError(`there is no user "${accountId}"`);
    // Whoever signs in anew may be somebody else, to whom nothing of the one before may cling.
    const before = session && (await known.Session.findByUid(session.uid));
    if (before && session) {
      before.accountId = accountId;
      before.authorizations = {};
      await before.persist();
      interaction.session = { ...session, accountId };
      await interaction.persist();
    }
    await known.interactionFinished(request, response, { login: { accountId } });
  };
  server.on('request', (request, response) => {
    if (!provider) {
      response.writeHead(503).end();
      return;
    }
    if (!request.url?.startsWith('/choose/')) {
      provider.callback()(request, response);
      return;
    }
    choose(provider, request, response).catch(() => {
      response.writeHead(400, { 'content-type': 'text/plain; charset=utf-8' });
      response.end('サインインの途中で画面が古くなりました。はじめからやり直してください。');
    });
  });
  return {
    issuer,
    allow(origin) {
      callbacks.push(`${origin}/sign-in/callback`);
      provider = new Provider(issuer, configuration(callbacks, proof));
    },
    async stop() {
      server.closeAllConnections();
      await new Promise<void>((settle) => server.close(() => settle()));
    },
  };
}
