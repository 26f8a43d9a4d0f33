/** Lower-case base32 of 16 bytes, as `replyKeyOf` writes it. */
const SECRET = /^[a-z2-7]{26}$/;

/** The link wherever it stands in a text: what a reply quotes of our mail has it too. */
const LINK = /https?:\/\/[^\s/]{1,250}\/answer\/[a-z2-7]{26}/gi;

/**
 * What stands for the link wherever a mail is shown or stored: in previews, in the mail's row, in the text replies are
 * read against. The link itself is in the message alone, as the reply key is (decision 15).
 */
export const MASKED_LINK = 'https://****/answer/****';

/** The page of one mail. `origin` has no slash at its end. */
export function answerLink(origin: string, secret: string): string {
  return `${origin}/answer/${secret}`;
}

/** Whether a text can be the secret of a link at all: anything else need not be looked up. */
export function isAnswerSecret(text: string): boolean {
  return SECRET.test(text);
}

/** Puts the mask in place of every link: what a reply quotes is never kept with a secret that still opens a page. */
export function maskAnswerLinks(text: string): string {
  return text.replace(LINK, MASKED_LINK);
}

/** The lines at the end of a mail that name the page; none of them reads as an answer. */
export const LINK_LINES = ['画面で回答する場合', MASKED_LINK] as const;

/** The mail's text as it leaves: with its own link, or without the lines where there are no pages to lead to. */
export function withLink(text: string, link: string | null): string {
  const lines = LINK_LINES.join('\n');
  return link === null ? text.replace(`${lines}\n`, '') : text.replace(lines, `${LINK_LINES[0]}\n${link}`);
}
