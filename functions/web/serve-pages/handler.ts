import type { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';

/** Answers the HTTP API's requests with the pages. */
export const createServePagesHandler = ({ pages }: { readonly pages: Hono }) => handle(pages);
