import type { Option } from '../command.ts';

export const json: Option = { type: 'boolean', says: '結果をJSONで出力する' };
export const data: Option = {
  type: 'string',
  value: 'DIR',
  says: '手元のシステムのデータ',
  default: '.local',
};
const stage: Option = {
  type: 'string',
  value: 'NAME',
  says: 'AWSに配備したシステム（infra/config/stages の NAME.yaml）',
};
const outputs: Option = {
  type: 'string',
  value: 'FILE',
  says: '配備の出力のファイル（--stage とともに。省くと cdk-outputs.NAME.json）',
};
const plan: Option = {
  type: 'string',
  value: 'ID',
  says: '計画のID（省くと、最後に取り込んだ計画か、配備先のファイルの plan）',
};
export const round: Option = {
  type: 'string',
  value: 'ROUND',
  says: '回（2026Q1、2026Q4F など）',
  required: true,
};
export const stored = { data, stage, outputs, plan };
export const by: Option = {
  type: 'string',
  value: 'NAME',
  says: '処理する人の名前（記録に残る）',
  required: true,
};
export const department: Option = { type: 'string', value: 'CODE', says: '部署の番号か名前' };
export const dryRun: Option = { type: 'boolean', says: '変更点を示すだけで、取り込まない' };
export const reason: Option = { type: 'string', value: 'TEXT', says: '改定の理由（版の一覧と記録に残る）' };
