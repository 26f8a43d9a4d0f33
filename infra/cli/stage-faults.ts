import { MissingDocumentError } from '../../shared/steps/load-city.ts';
import { deployCommandOf } from '../config/outputs.ts';
import { Refusal } from './command.ts';
import type { DeployedStage } from './deployed-stage.ts';

/** Nobody said who calls, or who was said cannot be found. */
const NO_CREDENTIALS = ['CredentialsProviderError', 'ProviderError'];
/** Whoever was said is not, or no longer, accepted. */
const BAD_CREDENTIALS = [
  'TokenProviderError',
  'ExpiredTokenException',
  'ExpiredToken',
  'UnrecognizedClientException',
  'InvalidSignatureException',
  'IncompleteSignatureException',
  'InvalidClientTokenId',
];
const DENIED = ['AccessDeniedException', 'AccessDenied'];
const NOT_THERE = ['ResourceNotFoundException'];
const NO_NETWORK = ['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'TimeoutError'];

/** What a stage refused or lacks, in a sentence an operator can act on; anything else stays the fault it is. */
export function explainStageFault(error: unknown, { stage, resources }: DeployedStage): unknown {
  if (!(error instanceof Error)) return error;
  const words = sentenceFor(error);
  return words === null ? error : new Refusal(words, { cause: error });

  function sentenceFor(fault: Error): string | null {
    const is = (kinds: readonly string[]) => kinds.includes(fault.name) || kinds.includes(codeOf(fault));
    const target = `配備先「${stage.name}」（アカウント ${stage.account}、${stage.region}）`;
    if (fault instanceof MissingDocumentError)
      return `${target}に計画がまだ取り込まれていないので、「plan import FILE --stage ${stage.name}」で取り込んでください。`;
    // A profile that does not exist is told as missing credentials; only the SDK's own words name it.
    if (is(NO_CREDENTIALS))
      return `AWSの認証情報がないので、環境変数 AWS_PROFILE に${target}を操作するプロファイルを指定し、「aws sso login」などで認証してから実行してください（${fault.message}）。`;
    if (is(BAD_CREDENTIALS))
      return `AWSの認証情報の期限が切れているか、正しくないので、「aws sso login」などで認証し直してから実行してください（${fault.message}）。`;
    if (is(DENIED))
      return `この認証情報では${target}を操作できないので、AWS_PROFILE に出力 OperatorRoleArn の役割を引き受けるプロファイルを指定してください（${fault.message}）。`;
    if (is(NOT_THERE))
      return `${target}に表「${resources.TABLE_NAME}」か予約のグループ「${resources.SCHEDULE_GROUP}」がないので、AWS_PROFILE のアカウントを確かめるか、「${deployCommandOf(stage.name)}」で配備してください。`;
    if (is(NO_NETWORK))
      return `${target}のAWSにつながらないので、ネットワークを確かめて、もう一度実行してください（${fault.message || codeOf(fault)}）。`;
    return null;
  }
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : '';
}
