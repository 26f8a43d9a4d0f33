import { clockTime, shortDate } from '../../../../shared/calendar/japanese-date.ts';
import { instantOf, tokyoDate } from '../../../../shared/calendar/time.ts';
import type { ActivationRecord } from '../../../../shared/records/activation.ts';

/** Where activated rules are taken back. */
const PENDING = '/console/schedule#pending';

/** Stands on every page while activated rules wait for their instant: until then they can be taken back. */
export function PendingBanner({ pending: { by, activatesAt } }: { pending: ActivationRecord }) {
  const at = instantOf(activatesAt);
  return (
    <div class="trial">
      <p>
        <strong>新しい送信設定を、{`${shortDate(tokyoDate(at))}${clockTime(at)}`}から使います。</strong>
        {by}が有効にしました。それまでは取り消せます。<a href={PENDING}>内容を確かめて取り消す</a>
      </p>
    </div>
  );
}
