import { connectStore } from '../../../shared/adapters/dynamodb/connect.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { loadConfig } from '../../../shared/runtime/config.ts';
import { createLog } from '../../../shared/runtime/log.ts';
import { ServePagesConfig } from './config.ts';
import { createServePagesHandler } from './handler.ts';
import { createPages } from './pages.tsx';
import { createIssuer } from './sign-in/issuer.ts';

const config = loadConfig(ServePagesConfig, process.env);

export const handler = createServePagesHandler({
  pages: createPages({
    store: connectStore(config),
    cityId: config.CITY,
    planId: config.PLAN,
    workshop: async () => {
      const [{ connectObjects }, { createWorkshop }] = await Promise.all([
        import('../../../shared/adapters/s3/connect.ts'),
        import('../../../shared/adapters/workshop.ts'),
      ]);
      return createWorkshop(config, connectObjects(config));
    },
    clock: systemClock,
    wallClock: systemClock,
    log: createLog('serve-pages'),
    origin: config.WEB_ORIGIN,
    issuer: createIssuer({
      issuer: config.SIGN_IN_ISSUER,
      clientId: config.SIGN_IN_CLIENT,
      rolesClaim: config.SIGN_IN_ROLES_CLAIM,
    }),
  }),
});
