import { Duration } from 'aws-cdk-lib';
import {
  CfnManagedLoginBranding,
  OAuthScope,
  UserPoolClient,
  UserPoolClientIdentityProvider,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { Stage } from '../config/stage.ts';
import type { Identity } from './identity.ts';

export interface SignInProps {
  readonly identity: Identity;
  readonly settings: Stage['identity'];
  /** Where browsers find the pages. */
  readonly origin: string;
}

/** How the pages are known to the issuer: a client of our user pool, or what the city's own issuer was told. */
export class SignIn extends Construct {
  readonly clientId: string;
  readonly rolesClaim: string;

  constructor(scope: Construct, id: string, { identity, settings, origin }: SignInProps) {
    super(scope, id);
    this.rolesClaim = settings.rolesClaim ?? (identity.userPool ? 'cognito:groups' : 'roles');
    this.clientId = identity.userPool
      ? this.createClient(identity.userPool, origin)
      : (settings.clientId ?? '');
  }

  private createClient(userPool: NonNullable<Identity['userPool']>, origin: string): string {
    const client = new UserPoolClient(this, 'Client', {
      userPool,
      // The code is bound to whoever asked for it by PKCE; a secret would be one more thing to keep and to lose.
      generateSecret: false,
      authFlows: {},
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.PROFILE, OAuthScope.EMAIL],
        callbackUrls: [`${origin}/sign-in/callback`],
        logoutUrls: [`${origin}/`],
      },
      supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      idTokenValidity: Duration.minutes(5),
      accessTokenValidity: Duration.minutes(5),
      refreshTokenValidity: Duration.hours(1),
    });
    // The newer sign-in pages show nothing until they have a look; this is Amazon's own.
    new CfnManagedLoginBranding(this, 'Look', {
      userPoolId: userPool.userPoolId,
      clientId: client.userPoolClientId,
      useCognitoProvidedValues: true,
    });
    return client.userPoolClientId;
  }
}
