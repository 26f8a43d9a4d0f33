/**
 * A function's process: imports the handler from the bundle, takes events from the harness, answers or throws, as
 * Lambda's own runtime does. Nothing of the product or of the tests is imported here.
 */
import { pathToFileURL } from 'node:url';

interface Invocation {
  readonly id: number;
  readonly present: number;
  readonly event: unknown;
  readonly deadlineMs: number;
}

type Handler = (event: unknown, context: object) => unknown;

const [file = '', exported = 'handler'] = process.argv.slice(2);
let handler: Promise<Handler> | undefined;

function setPresent(epochMilliseconds: number): void {
  const set: unknown = Reflect.get(globalThis, Symbol.for('deployed-shape.set-present'));
  if (typeof set === 'function') set(epochMilliseconds);
}

async function load(): Promise<Handler> {
  const loaded: Record<string, unknown> = await import(pathToFileURL(file).href);
  const found = loaded[exported];
  if (typeof found !== 'function') throw new TypeError(`${exported} is not exported from ${file}`);
  return (event, context) => found(event, context);
}

process.on('message', (message: Invocation) => {
  setPresent(message.present);
  answer(message).catch((error: unknown) => {
    process.send?.({ id: message.id, error: errorOf(error) });
  });
});

async function answer({ id, event, deadlineMs }: Invocation): Promise<void> {
  try {
    handler ??= load();
    await handler;
  } catch (error) {
    // Lambda tears the environment down when the module cannot be loaded.
    process.send?.({ id, initError: errorOf(error) }, () => process.exit(1));
    return;
  }
  const end = performance.now() + deadlineMs;
  const name = process.env.AWS_LAMBDA_FUNCTION_NAME ?? '';
  const result = await (await handler)(event, {
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:${process.env.AWS_REGION}:000000000000:function:${name}`,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    awsRequestId: `request-${id}`,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    getRemainingTimeInMillis: () => Math.max(0, end - performance.now()),
  });
  process.send?.({ id, result: result ?? null });
}

function errorOf(error: unknown): { name: string; message: string; stack: string } {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), stack: '' };
  return { name: error.name, message: error.message, stack: error.stack ?? '' };
}
