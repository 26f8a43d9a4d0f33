import { createRequire } from 'node:module';

const NAMES = ['400Regular/BIZUDPGothic_400Regular.ttf', '700Bold/BIZUDPGothic_700Bold.ttf'] as const;

/** Where the letters of charts and papers lie, regular and bold: in the package that carries them. */
export function fontFiles(): readonly [regular: string, bold: string] {
  const { resolve } = createRequire(import.meta.url);
  const [regular, bold] = NAMES.map((name) => resolve(`@expo-google-fonts/biz-udpgothic/${name}`));
  if (regular === undefined || bold === undefined)
    throw new RangeError('the fonts have no regular or no bold');
  return [regular, bold];
}
