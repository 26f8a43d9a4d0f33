import { Logger } from '@aws-lambda-powertools/logger';

/** Stable dotted codes plus ids; never a body, a subject or a mail address. */
export interface Log {
  info(code: string, fields?: Record<string, unknown>): void;
  warn(code: string, fields?: Record<string, unknown>): void;
  error(code: string, fields?: Record<string, unknown>): void;
}

/** Structured JSON lines for CloudWatch. */
export function createLog(functionName: string): Log {
  const logger = new Logger({ serviceName: functionName });
  return {
    info: (code, fields = {}) => logger.info(code, fields),
    warn: (code, fields = {}) => logger.warn(code, fields),
    error: (code, { error, ...fields } = {}) =>
      logger.error(
        code,
        error instanceof Error ? { ...fields, error } : { ...fields, reason: String(error ?? '') },
      ),
  };
}
