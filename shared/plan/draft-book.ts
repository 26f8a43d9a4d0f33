import type { Fault } from './fault.ts';

/** Where a reader writes down, beside the draft itself, everything it noticed about it. */
export interface DraftBook {
  readonly faults: Fault[];
  readonly notes: Fault[];
  readonly doubtful: string[];
  fault(place: string, message: string): void;
  note(place: string, message: string): void;
  /** The value at `path` is a stand-in, so no rule may judge it. */
  doubt(path: string): void;
  /** The value at `path` of the draft stands at `place` of the file. */
  locate(path: string, place: string): void;
  /** The place of the nearest located path at or above `path`; the path itself where there is none. */
  placeOf(path: string): string;
}

export function createDraftBook(): DraftBook {
  const faults: Fault[] = [];
  const notes: Fault[] = [];
  const doubtful: string[] = [];
  const places = new Map<string, string>();
  return {
    faults,
    notes,
    doubtful,
    fault: (where, message) => void faults.push({ where, message }),
    note: (where, message) => void notes.push({ where, message }),
    doubt: (path) => void doubtful.push(path),
    locate: (path, place) => void places.set(path, place),
    placeOf: (path) => {
      for (let at = path; at !== ''; at = at.replace(/(?:\.[^.[]+|\[\d+\]|^[^.[]+)$/u, '')) {
        const place = places.get(at);
        if (place !== undefined) return place;
      }
      return path;
    },
  };
}
