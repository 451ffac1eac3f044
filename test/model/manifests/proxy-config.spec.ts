import { expect } from "chai";
import { parse } from "yaml";
import { readProxyConfig, withDrain } from "../../../model/manifests/proxy-config";

/** What a reader of the merged text gets. */
const read = (text: string) => parse(withDrain(text, "5s"), { version: "1.1" }) as unknown;

describe("the proxy config of a pod", () => {
  it("gets the drain beside its own fields, in every form of YAML", () => {
    const drain = { terminationDrainDuration: "5s" };
    const texts: Readonly<Record<string, object>> = {
      "holdApplicationUntilProxyStarts: true\n": { holdApplicationUntilProxyStarts: true },
      '{"concurrency": 2}': { concurrency: 2 },
      "{ concurrency: 2 }": { concurrency: 2 },
      "  a: b\n  c: d": { a: "b", c: "d" },
      "a: yes # a boolean in YAML 1.1": { a: true },
      "proxyMetadata:\n  A: |\n    x\n    y\n": { proxyMetadata: { A: "x\ny\n" } },
      "{}": {},
      "": {},
      "# nothing yet": {},
      "---\na: b\n": { a: "b" },
    };
    for (const [text, own] of Object.entries(texts))
      expect(read(text), text).to.deep.equal({ ...own, ...drain });
  });

  it("stays as it is where it says a drain of its own, by either name", () => {
    for (const text of [
      "terminationDrainDuration:   30s # ours",
      '{"termination_drain_duration":"30s"}',
    ]) {
      expect(withDrain(text, "5s")).to.equal(text);
      expect(readProxyConfig(text)).to.deep.equal({ drain: "30s" });
    }
    expect(readProxyConfig("concurrency: 2")).to.deep.equal({});
  });

  it("stays as it is where it is no mapping, which Istio refuses", () => {
    for (const text of ["- a", "a: b: c", "true", "{"]) {
      expect(withDrain(text, "5s"), text).to.equal(text);
      expect(readProxyConfig(text), text).to.equal(undefined);
    }
  });
});
