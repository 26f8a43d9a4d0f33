import type { CallFault, CallInFlight } from './call-guard.ts';

/** One fault that strikes once: when a function makes a call with this action for the n-th time. */
export interface PlannedFault {
  readonly fn: string;
  readonly action: string;
  /** 1 for the first request that holds the action. */
  readonly nth: number;
  readonly fault: CallFault;
}

/** Faults that strike once each, and which of them have. */
export function createOneTimeFaults(planned: readonly PlannedFault[]) {
  const counts = new Map<string, number>();
  const struck: PlannedFault[] = [];
  return {
    struck,
    faults({ calls }: CallInFlight, fn: string): CallFault {
      for (const action of new Set(calls.map((call) => call.action))) {
        const key = `${fn} ${action}`;
        const count = (counts.get(key) ?? 0) + 1;
        counts.set(key, count);
        const fault = planned.find((one) => one.fn === fn && one.action === action && one.nth === count);
        if (!fault) continue;
        struck.push(fault);
        return fault.fault;
      }
      return 'none';
    },
  };
}
