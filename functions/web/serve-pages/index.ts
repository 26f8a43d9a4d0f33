import { connectStore } from '../../../shared/adapters/dynamodb/connect.ts';
import { connectObjects } from '../../../shared/adapters/s3/connect.ts';
import { readSecret } from '../../../shared/adapters/secrets/read-secret.ts';
import { openForm } from '../../../shared/adapters/spreadsheet/form-reader.ts';
import { createWorkshop } from '../../../shared/adapters/workshop.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { loadConfig } from '../../../shared/runtime/config.ts';
import { createLog } from '../../../shared/runtime/log.ts';
import { ServePagesConfig } from './config.ts';
import { createServePagesHandler } from './handler.ts';
import { createPages } from './pages.tsx';
import { createIssuer } from './sign-in/issuer.ts';

const config = loadConfig(ServePagesConfig, process.env);
const objects = connectObjects(config);
const { SIGN_IN_SECRET: secretName } = config;

export const handler = createServePagesHandler({
  pages: createPages({
    store: connectStore(config),
    objects,
    workshop: async () => createWorkshop(config, objects),
    openForm,
    cityId: config.CITY,
    planId: config.PLAN,
    clock: systemClock,
    wallClock: systemClock,
    log: createLog('serve-pages'),
    origin: config.WEB_ORIGIN,
    issuer: createIssuer({
      issuer: config.SIGN_IN_ISSUER,
      clientId: config.SIGN_IN_CLIENT,
      clientSecret: secretName === null ? null : () => readSecret(secretName, process.env),
      rolesClaim: config.SIGN_IN_ROLES_CLAIM,
    }),
  }),
});
