import * as openid from 'openid-client';
import { type Role, rolesOf } from './roles.ts';

export interface IssuerSettings {
  /** The OpenID Connect issuer: the user pool's, or the city's own. */
  readonly issuer: string;
  readonly clientId: string;
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

export function createIssuer({ issuer, clientId, rolesClaim }: IssuerSettings): Issuer {
  const address = new URL(issuer);
  let known: Promise<openid.Configuration> | null = null;
  /** The issuer's addresses and keys, asked for once; a failure is not kept, so that the next person tries again. */
  const configuration = () => {
    known ??= openid
      .discovery(address, clientId, undefined, openid.None(), {
        ...(isOnThisMachine(address) ? { execute: [openid.allowInsecureRequests] } : {}),
      })
      .catch((error: unknown) => {
        known = null;
        throw error;
      });
    return known;
  };

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
      const tokens = await openid.authorizationCodeGrant(await configuration(), cameBackTo, {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
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
