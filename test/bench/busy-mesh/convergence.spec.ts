import { expect } from "chai";
import { histogramIn, within } from "../../../bench/busy-mesh/convergence";

const metrics = (...counts: readonly [string, number][]) =>
  [
    "# TYPE pilot_proxy_convergence_time histogram",
    ...counts.map(([le, count]) => `pilot_proxy_convergence_time_bucket{le="${le}"} ${count}`),
    "pilot_proxy_convergence_time_sum 12",
    'pilot_proxy_queue_time_bucket{le="1"} 900',
  ].join("\n");

describe("istiod's convergence", () => {
  const before = histogramIn(metrics(["0.5", 10], ["1", 10], ["3", 10], ["+Inf", 10]));

  it("is read from its own buckets alone", () => {
    expect([...before]).to.deep.equal([
      [0.5, 10],
      [1, 10],
      [3, 10],
      [Infinity, 10],
    ]);
    expect(histogramIn("").size).to.equal(0);
  });

  it("is the bound under which a share of the pushes since then stayed", () => {
    const after = histogramIn(metrics(["0.5", 60], ["1", 108], ["3", 109], ["+Inf", 110]));
    expect(within(0.5, before, after)).to.equal(0.5);
    expect(within(0.9, before, after)).to.equal(1);
    expect(within(0.99, before, after)).to.equal(3);
    expect(within(1, before, after)).to.equal(Infinity);
  });

  it("is nothing where nothing was pushed", () => {
    expect(within(0.99, new Map(), new Map())).to.equal(0);
  });
});
