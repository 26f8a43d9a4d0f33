import * as openid from 'openid-client';
import { type Role, rolesOf } from './roles.ts';

export interface IssuerSettings {
  /** The OpenID Connect issuer: the user pool's, or the city's own. */
  readonly issuer: string;
  readonly clientId: string;
  /** Asks for the secret of a confidential client; null for a public one, which PKCE alone binds. */
  readonly clientSecret: (() => Promise<string>) | null;
  /** The claim of the identity token that names the groups: `cognito:groups`, `roles` or `groups`. */
  readonly rolesClaim: string;
}

/** What has to be remembered between leaving for the issuer and coming back. */
export interface SignInUnderWay {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Who came back from the issuer. */
export interface SignedIn {
  readonly subject: string;
  readonly name: string;
  readonly email: string | null;
  readonly roles: readonly Role[];
}

/** An OpenID Connect issuer, asked by the code flow with PKCE; no token ever reaches the browser (decision 28). */
export interface Issuer {
  /** Where the browser goes to sign in; `anew` asks who it is even where the issuer still knows. */
  begin(
    returnTo: string,
    options?: { readonly anew?: boolean },
  ): Promise<{ readonly url: string; readonly underWay: SignInUnderWay }>;
  /** Trades what the issuer sent back for who it was. Throws where anything does not fit. */
  finish(cameBackTo: URL, underWay: SignInUnderWay): Promise<SignedIn>;
}

/** An issuer on this very machine, the only one that may be asked without encryption. */
const isOnThisMachine = (issuer: URL) => issuer.hostname === '127.0.0.1';

/**
 * How a confidential client shows its secret: in the header, as every issuer has to take it, or in the form for one that
 * says it takes nothing else.
 */
function proveBy(secret: string): openid.ClientAuth {
  const [inHeader, inForm] = [openid.ClientSecretBasic(secret), openid.ClientSecretPost(secret)];
  return (server, client, body, headers) => {
    const taken = server.token_endpoint_auth_methods_supported;
    const isFormOnly = taken?.includes('client_secret_post') && !taken.includes('client_secret_basic');
    return (isFormOnly ? inForm : inHeader)(server, client, body, headers);
  };
}

/** The issuer does not take our secret, or takes it no more. */
const isSecretRefused = (error: unknown) =>
  error instanceof openid.WWWAuthenticateChallengeError ||
  (error instanceof openid.ResponseBodyError && error.error === 'invalid_client');

export function createIssuer({ issuer, clientId, clientSecret, rolesClaim }: IssuerSettings): Issuer {
  const address = new URL(issuer);
  let known: Promise<openid.Configuration> | null = null;
  /** The issuer's addresses and keys, asked for once; a failure is not kept, so that the next person tries again. */
  const configuration = () => {
    known ??= discover().catch((error: unknown) => {
      known = null;
      throw error;
    });
    return known;
  };

  async function discover(): Promise<openid.Configuration> {
    const proof = clientSecret === null ? openid.None() : proveBy(await clientSecret());
    return openid.discovery(address, clientId, undefined, proof, {
      ...(isOnThisMachine(address) ? { execute: [openid.allowInsecureRequests] } : {}),
    });
  }

  return {
    async begin(returnTo, { anew = false } = {}) {
      const verifier = openid.randomPKCECodeVerifier();
      const [state, nonce] = [openid.randomState(), openid.randomNonce()];
      const url = openid.buildAuthorizationUrl(await configuration(), {
        redirect_uri: returnTo,
        scope: 'openid profile email',
        code_challenge: await openid.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
        nonce,
        ...(anew ? { prompt: 'login' } : {}),
      });
      return { url: url.href, underWay: { state, nonce, verifier } };
    },

    async finish(cameBackTo, { state, nonce, verifier }) {
      const tokens = await openid
        .authorizationCodeGrant(await configuration(), cameBackTo, {
          pkceCodeVerifier: verifier,
          expectedState: state,
          expectedNonce: nonce,
          idTokenExpected: true,
        })
        .catch((error: unknown) => {
          // The secret may have been changed: the next to sign in reads it anew.
          if (isSecretRefused(error)) known = null;
          throw error;
        });
      const claims = tokens.claims();
      if (!claims) throw new Error('the issuer sent no identity token');
      const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
      const email = text(claims.email);
      return {
        subject: claims.sub,
        name: text(claims.name) ?? email ?? claims.sub,
        email,
        roles: rolesOf(claims[rolesClaim]),
      };
    },
  };
}
