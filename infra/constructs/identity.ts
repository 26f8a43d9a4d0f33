import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AccountRecovery,
  FeaturePlan,
  type IUserPool,
  ManagedLoginVersion,
  Mfa,
  UserPool,
  UserPoolGroup,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { ROLES } from '../../functions/web/serve-pages/sign-in/roles.ts';
import { acknowledge } from './acknowledge.ts';

export interface IdentityProps {
  /** `cognito`, or the address of the city's own OpenID Connect issuer. */
  readonly issuer: string;
  /** Sets the address of the sign-in pages apart from those of all other stages anywhere. */
  readonly domainPrefix: string;
}

/** Who may sign in: a user pool of our own, or the issuer the city already has. The console asks only for its address. */
export class Identity extends Construct {
  readonly issuer: string;
  /** The user pool of our own; null where the city brings its issuer. */
  readonly userPool: IUserPool | null;

  constructor(scope: Construct, id: string, { issuer, domainPrefix }: IdentityProps) {
    super(scope, id);
    const pool = issuer === 'cognito' ? this.createUserPool(domainPrefix) : null;
    this.userPool = pool;
    this.issuer = pool
      ? `https://cognito-idp.${Stack.of(this).region}.amazonaws.com/${pool.userPoolId}`
      : issuer;
  }

  private createUserPool(domainPrefix: string): UserPool {
    const pool = new UserPool(this, 'UserPool', {
      // The secretariat invites; nobody signs up by themselves.
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      mfa: Mfa.REQUIRED,
      // A text message costs, may be redirected, and an office telephone receives none.
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: {
        minLength: 12,
        requireDigits: true,
        requireLowercase: true,
        requireUppercase: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(7),
      },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      featurePlan: FeaturePlan.ESSENTIALS,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    acknowledge(pool, {
      'AwsSolutions-COG3':
        'threat protection belongs to a plan at several times the cost of the whole system; the few accounts are invited by hand and need a second factor',
      'AwsSolutions-COG8':
        'the Plus plan adds only threat protection, which is weighed under COG3; Essentials has all else that is used',
    });
    pool.addDomain('Domain', {
      cognitoDomain: { domainPrefix },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    for (const role of ROLES) new UserPoolGroup(this, role, { userPool: pool, groupName: role });
    return pool;
  }
}
