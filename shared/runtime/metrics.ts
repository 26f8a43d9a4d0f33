import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Count } from './metric-names.ts';

/** Counts by a log line from which CloudWatch makes a metric; the namespace comes from the environment. */
export function createCount(functionName: string): Count {
  const metrics = new Metrics({ serviceName: functionName });
  return (metric, by = 1) => {
    metrics.singleMetric().addMetric(metric, MetricUnit.Count, by);
  };
}
