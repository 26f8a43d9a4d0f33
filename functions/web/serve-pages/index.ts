import { connectStore } from '../../../shared/adapters/dynamodb/connect.ts';
import { loadConfig } from '../../../shared/runtime/config.ts';
import { createLog } from '../../../shared/runtime/log.ts';
import { ServePagesConfig } from './config.ts';
import { createServePagesHandler } from './handler.ts';
import { createPages } from './pages.tsx';

const config = loadConfig(ServePagesConfig, process.env);
const log = createLog('serve-pages');

export const handler = createServePagesHandler({
  pages: createPages({ store: connectStore(config), plan: config.PLAN, log }),
});
