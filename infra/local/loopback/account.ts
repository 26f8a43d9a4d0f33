/** The region and the account that every loopback service names in its ARNs and ids. */
export const REGION = 'ap-northeast-1';
export const ACCOUNT = '000000000000';
