import { Duration, SecretValue } from 'aws-cdk-lib';
import {
  CfnManagedLoginBranding,
  CfnUserPoolClient,
  OAuthScope,
  UserPoolClient,
  UserPoolClientIdentityProvider,
} from 'aws-cdk-lib/aws-cognito';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { GENERATED_SECRET, type Stage } from '../config/stage.ts';
import { acknowledge } from './acknowledge.ts';
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
  /** Where the secret of a confidential client lies; null for a public one. */
  readonly secret: ISecret | null;

  constructor(scope: Construct, id: string, { identity, settings, origin }: SignInProps) {
    super(scope, id);
    this.rolesClaim = settings.rolesClaim ?? (identity.userPool ? 'cognito:groups' : 'roles');
    const { clientSecret } = settings;
    const client = identity.userPool
      ? this.createClient(identity.userPool, origin, clientSecret === GENERATED_SECRET)
      : null;
    this.clientId = client?.userPoolClientId ?? settings.clientId ?? '';
    this.secret =
      clientSecret === undefined
        ? null
        : client
          ? this.keepSecret(client)
          : Secret.fromSecretNameV2(this, 'Secret', clientSecret);
  }

  /** Lets the pages read the secret, and nobody change it. */
  grantRead(role: Role): void {
    if (this.secret === null) return;
    role.addToPolicy(
      new PolicyStatement({
        sid: 'ReadClientSecret',
        actions: ['secretsmanager:GetSecretValue'],
        // A secret known by its name alone has six letters behind it that AWS chose.
        resources: [this.secret.secretFullArn ?? `${this.secret.secretArn}-??????`],
      }),
    );
  }

  /** The pool tells the secret it made to CloudFormation alone, which lays it where secrets are kept. */
  private keepSecret(client: UserPoolClient): ISecret {
    const made = client.node.defaultChild;
    if (!(made instanceof CfnUserPoolClient))
      throw new TypeError('the client of the user pool has no resource');
    const secret = new Secret(this, 'Secret', {
      description: 'The secret with which the pages prove themselves to the user pool',
      secretStringValue: SecretValue.resourceAttribute(made.attrClientSecret),
    });
    acknowledge(secret, {
      'AwsSolutions-SMG4':
        'a user pool gives its client another secret only with another client; replacing the client is the rotation',
    });
    return secret;
  }

  private createClient(
    userPool: NonNullable<Identity['userPool']>,
    origin: string,
    isConfidential: boolean,
  ): UserPoolClient {
    const client = new UserPoolClient(this, 'Client', {
      userPool,
      // The code is bound to whoever asked for it by PKCE; a secret is one more thing to keep and to lose, for a city
      // whose rules ask for one.
      generateSecret: isConfidential,
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
    return client;
  }
}
