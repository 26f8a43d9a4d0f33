/** What the SDK's clients need to call a loopback service: any region, any key. */
export function loopbackConfig(endpoint: string) {
  return {
    endpoint,
    region: 'ap-northeast-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  };
}
