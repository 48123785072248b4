import { FleetMetrics } from '../../fleet/view/fleet-metrics.ts';
import type { FleetCost, TellNews } from '../../fleet/view/fleet-news.ts';
import { fleetView } from '../../fleet/view/fleet-view.ts';
import { MetricsServer } from '../../fleet/view/metrics-server.ts';
import type { SimIo } from '../../io.ts';

interface WatchOptions {
  readonly io: SimIo;
  readonly cost: () => FleetCost;
  /** Of the metrics; none when not given. */
  readonly port?: number;
}

/** Lets people and Prometheus look at a run as long as it goes on. */
export async function watchFleet<Value>(
  { io, cost, port }: WatchOptions,
  run: (onNews: TellNews) => Promise<Value>,
): Promise<Value> {
  const metrics = new FleetMetrics(cost);
  const server = port === undefined ? undefined : await MetricsServer.start(metrics, port);
  if (server !== undefined) io.stderr.write(`metrics at ${server.url}\n`);
  const view = fleetView(io, cost);
  try {
    return await run((news) => {
      view.tell(news);
      metrics.tell(news);
    });
  } finally {
    view.end();
    await server?.stop();
  }
}
