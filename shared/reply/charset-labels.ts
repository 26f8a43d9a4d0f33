/** What a charset label promises, as far as it can be believed. */
export type LabelledCharset = 'iso-2022-jp' | 'shift_jis' | 'euc-jp' | 'utf-8' | 'utf-16' | 'none' | 'other';

/** Labels seen in mail, without their punctuation, by the charset they stand for. */
const ALIASES: Readonly<Record<Exclude<LabelledCharset, 'other'>, readonly string[]>> = {
  'iso-2022-jp': [
    ...['iso2022jp', 'csiso2022jp', 'iso2022jpms', 'iso2022jp1', 'iso2022jp2', 'iso2022jp3', 'iso2022jp2004'],
    ...['cp50220', 'cp50221', 'cp50222', 'windows50220', 'windows50221', 'xwindows50220', 'xwindows50221'],
    ...['xwindowsiso2022jp', 'jis', 'xjis', 'jis7', 'jis8', 'junet'],
  ],
  shift_jis: [
    ...['shiftjis', 'sjis', 'xsjis', 'csshiftjis', 'mskanji', 'windows31j', 'cswindows31j', 'windows932'],
    ...['cp932', 'ms932', 'xmscp932', 'cp943', 'cp943c', 'xsjiscp932', 'sjiswin', 'shiftjis2004', 'pck'],
  ],
  'euc-jp': [
    ...['eucjp', 'xeucjp', 'xeuc', 'euc', 'cseucpkdfmtjapanese', 'eucjpms', 'eucjpwin', 'ujis'],
    ...['cp51932', 'windows51932', 'extendedunixcodepackedformatforjapanese', 'eucjisx0213', 'eucjis2004'],
  ],
  'utf-8': ['utf8', 'xutf8', 'unicode11utf8', 'unicode20utf8', 'cp65001', 'utf8mac', 'utf8bom'],
  'utf-16': ['utf16', 'utf16le', 'utf16be', 'unicode', 'ucs2', 'iso10646ucs2'],
  // These are the defaults of clients that do not know what they send, so they promise nothing.
  none: [
    ...['', 'usascii', 'ascii', 'ansix341968', 'iso88591', 'latin1', 'windows1252', 'cp1252', 'iso885915'],
    ...['unknown', 'unknown8bit', 'xunknown', 'default', 'binary', 'xuserdefined', '8bit'],
  ],
};

const BY_ALIAS = new Map<string, LabelledCharset>(
  (['iso-2022-jp', 'shift_jis', 'euc-jp', 'utf-8', 'utf-16', 'none'] as const).flatMap((charset) =>
    ALIASES[charset].map((alias) => [alias, charset] as const),
  ),
);

/** The charset a label stands for, whatever its case and punctuation; `other` for one that is not Japanese. */
export function charsetOfLabel(label: string | null): LabelledCharset {
  return BY_ALIAS.get((label ?? '').toLowerCase().replace(/[^a-z0-9]/g, '')) ?? 'other';
}
