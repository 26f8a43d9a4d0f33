/** A cell of a paper: a figure stays a number, so that a file of it can be counted with. */
export type PaperCell = string | number | null;

export interface PaperTable {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly PaperCell[])[];
  /** 計, where the rows add up to something. */
  readonly total: readonly PaperCell[] | null;
}

export interface PaperSection {
  readonly heading: string;
  readonly paragraphs: readonly string[];
  readonly table: PaperTable | null;
}

/**
 * A paper for people outside the headquarters as data, already in words: the printed page, the text and the file are
 * laid out from it alone, so that they cannot differ.
 */
export interface Paper {
  readonly kind: 'council' | 'assembly' | 'answers';
  readonly title: string;
  /** Whom it is for, and the day it bears. */
  readonly addressee: string;
  readonly date: string;
  /** Which figures it shows: `令和8年7月30日に発信した本部資料（第1版）の数字です。` */
  readonly basis: string;
  /** 例示, 参考 and the like, said once at the top. */
  readonly notes: readonly string[];
  readonly sections: readonly PaperSection[];
}

/** A section of sentences alone. */
export function proseSection(heading: string, paragraphs: readonly string[]): PaperSection {
  return { heading, paragraphs, table: null };
}
