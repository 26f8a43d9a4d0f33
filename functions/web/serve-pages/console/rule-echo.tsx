import type { RuleEcho } from '../../../../shared/schedule/describe-rules.ts';

/** One part of the rules in plain words. */
export function Echo({ echo: { title, sentences, next } }: { echo: RuleEcho }) {
  return (
    <>
      <h3>{title}</h3>
      <ul>
        {sentences.map((sentence) => (
          <li>{sentence}</li>
        ))}
        {next && <li>{next}</li>}
      </ul>
    </>
  );
}
