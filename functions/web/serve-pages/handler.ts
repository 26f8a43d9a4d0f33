import type { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';
import type { GatedEnv } from './sign-in/gate.tsx';

/** Answers the HTTP API's requests with the pages. */
export const createServePagesHandler = ({ pages }: { readonly pages: Hono<GatedEnv> }) => handle(pages);
