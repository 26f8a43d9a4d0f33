/** What somebody who has signed in may do. The issuer says so by groups of these very names. */
export const ROLES = ['secretariat', 'releaser', 'viewer', 'auditor'] as const;
export type Role = (typeof ROLES)[number];

export const ROLE_WORDS: Readonly<Record<Role, string>> = {
  secretariat: '事務局',
  releaser: '発信者',
  viewer: '閲覧者',
  auditor: '監査',
};

/** The roles among the groups an issuer names; a group that is none of ours means nothing here. */
export function rolesOf(groups: unknown): Role[] {
  const named: readonly unknown[] = Array.isArray(groups) ? groups : [groups];
  return ROLES.filter((role) => named.includes(role));
}

/** Whether somebody may change what the console shows; viewers and auditors only read. */
export const isSecretariat = ({ roles }: { readonly roles: readonly Role[] }) =>
  roles.includes('secretariat');
