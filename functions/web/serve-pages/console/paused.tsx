import { shortDateTime } from '../../../../shared/calendar/japanese-date.ts';
import { instantOf } from '../../../../shared/calendar/time.ts';
import type { PauseRecord } from '../../../../shared/records/pause.ts';

/** Stands on every page while sending is stopped, so that nobody waits for mails in vain. */
export function PauseBanner({ pause }: { pause: PauseRecord }) {
  return (
    <div class="paused" role="alert">
      <p>
        <span aria-hidden="true">‖</span> <strong>メールの送信を止めています。</strong>
        {shortDateTime(instantOf(pause.since))}から、{pause.by}（{pause.reason}）。
        返信への受付のメールだけは送ります。
      </p>
    </div>
  );
}
