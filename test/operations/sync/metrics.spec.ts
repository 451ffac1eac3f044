import { expect } from "chai";
import { readMetrics } from "../../../operations/sync/metrics";
import { recordedMetrics } from "./recorded/recording";

describe("the metrics of an istiod", () => {
  it("tell changes, pushes, the queue and CPU, in the words of a real one", () => {
    const text = recordedMetrics();
    const metrics = readMetrics(text);
    const count = (line: RegExp) => Number(line.exec(text)?.[1]);
    expect(metrics.computed).to.equal(count(/^pilot_pushcontext_init_seconds_count (\d+)$/m));
    expect(metrics.queued).to.equal(count(/^pilot_debounce_time_count (\d+)$/m));
    expect(metrics.dequeued).to.equal(count(/^pilot_proxy_queue_time_count (\d+)$/m));
    expect(metrics.cpuSeconds).to.equal(count(/^process_cpu_seconds_total (\S+)$/m));
    expect(metrics.computed).to.be.greaterThan(0);
    expect(metrics.changes).to.be.greaterThan(metrics.computed);
  });

  it("add the changes of all types", () => {
    const text = 'pilot_inbound_updates{type="config"} 3\npilot_inbound_updates{type="eds"} 4\n';
    expect(readMetrics(text).changes).to.equal(7);
  });

  it("are 0 where nothing of the kind happened yet", () => {
    expect(readMetrics("")).to.deep.equal({
      ...{ changes: 0, computed: 0, queued: 0, dequeued: 0, cpuSeconds: 0 },
      ...{ slowestComputeMs: 0, slowestSendMs: 0 },
    });
  });

  it("are not mixed up with those whose name begins or ends alike", () => {
    const text =
      "# HELP pilot_debounce_time_count of\nmy_pilot_debounce_time_count 9\npilot_debounce_time_count 2\n";
    expect(readMetrics(text).queued).to.equal(2);
  });

  it("tell how long a push took at most, by the highest bucket that holds one, for all types together", () => {
    const bucket = (type: string, le: string, count: number) =>
      `pilot_xds_push_time_bucket{type="${type}",le="${le}"} ${count}`;
    const text = [
      ...[bucket("cds", "0.01", 4), bucket("cds", "0.1", 5), bucket("cds", "+Inf", 5)],
      'pilot_xds_push_time_count{type="cds"} 5',
      ...[bucket("rds", "0.01", 5), bucket("rds", "0.1", 5), bucket("rds", "+Inf", 5)],
      'pilot_xds_push_time_count{type="rds"} 5',
      "",
    ].join("\n");
    expect(readMetrics(text).slowestSendMs).to.equal(110);
  });

  it("tell a minute where the slowest is above all bounds", () => {
    const name = "pilot_pushcontext_init_seconds";
    const text = `${name}_bucket{le="5"} 1\n${name}_bucket{le="+Inf"} 2\n${name}_count 2\n`;
    expect(readMetrics(text).slowestComputeMs).to.equal(60_000);
  });
});
