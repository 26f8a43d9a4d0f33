import { describe, expect, it } from 'vitest';
import { causeTexts } from '../../../shared/decision/cause-texts.ts';

const tell = (...texts: string[]) => causeTexts(texts.map((text) => ({ text })));

describe('the causes of a case in words', () => {
  it('tell a run once, at the length it has reached', () => {
    expect(
      tell(
        '2四半期続けて遅れ（令和8年度第1四半期から）',
        '終期（令和9年3月末）を過ぎました',
        '3四半期続けて遅れ（令和8年度第1四半期から）',
      ),
    ).toEqual(['3四半期続けて遅れ（令和8年度第1四半期から）', '終期（令和9年3月末）を過ぎました']);
  });

  it('keep runs apart that began at another time or are of another kind', () => {
    const runs = [
      '2四半期続けて遅れ（令和7年度第1四半期から）',
      '2四半期続けて遅れ（令和8年度第1四半期から）',
      '2四半期続けて未報告（令和8年度第1四半期から）',
    ];
    expect(tell(...runs)).toEqual(runs);
  });
});
