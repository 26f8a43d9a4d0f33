import * as z from 'zod';
import { Opinion } from './opinion.ts';

/** `opinions.yaml` of the sample city: the council's opinions of the founding minutes, in short. */
export const SampleOpinions = z.strictObject({ opinions: z.array(Opinion).min(1) });
export type SampleOpinions = z.infer<typeof SampleOpinions>;
