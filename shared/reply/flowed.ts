interface FlowedLine {
  readonly depth: number;
  readonly text: string;
  readonly soft: boolean;
}

function readLine(line: string, delSp: boolean): FlowedLine {
  let depth = 0;
  while (line[depth] === '>') depth += 1;
  const content = line.slice(depth);
  const unstuffed = content.startsWith(' ') ? content.slice(1) : content;
  // The signature delimiter ends in a space and yet never flows on (RFC 3676, 4.3).
  const soft = unstuffed.endsWith(' ') && unstuffed !== '-- ';
  return { depth, text: soft && delSp ? unstuffed.slice(0, -1) : unstuffed, soft };
}

/**
 * Joins the soft-broken lines of format=flowed text (RFC 3676) and leaves quote marks as `> `. A soft line whose
 * follower is quoted differently ends there, as the standard asks.
 */
export function unflow(text: string, delSp: boolean): string {
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const paragraphs: { depth: number; text: string }[] = [];
  let open = false;
  for (const raw of text.split(/\r\n|\n/)) {
    const line = readLine(raw, delSp);
    const last = paragraphs.at(-1);
    if (open && last && last.depth === line.depth && line.text !== '-- ') last.text += line.text;
    else paragraphs.push({ depth: line.depth, text: line.text });
    open = line.soft;
  }
  return paragraphs
    .map(({ depth, text: paragraph }) =>
      depth === 0 ? paragraph : `${'>'.repeat(depth)} ${paragraph}`.trimEnd(),
    )
    .join(lineEnd);
}
