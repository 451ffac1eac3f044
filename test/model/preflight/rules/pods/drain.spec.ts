import { expect } from "chai";
import type { VersionSpec } from "../../../../../model/release/release";
import { service } from "../../../../support/releases";
import { found, shop } from "../../mutated";

/** What is found where a version of the service `ads` says this about its pods. */
function findings(pods: Partial<VersionSpec>) {
  const versions = { v1: { image: "ads:1", ...pods } };
  const ads = service({ versions, weights: { v1: 100 } });
  const all = found(undefined, { ...shop, services: { ...shop.services, ads } }, [
    { name: "west" },
  ]);
  return all.map(({ code, given, fix }) => [code, given, fix]);
}

const annotated = (config: string) => ({
  metadata: { annotations: { "proxy.istio.io/config": config } },
});
const sleeping = (seconds: number) => ({
  spec: { containers: [{ lifecycle: { preStop: { sleep: { seconds } } } }] },
});
const graced = (terminationGracePeriodSeconds: number) => ({
  spec: { terminationGracePeriodSeconds },
});

describe("the time in which a pod ends", () => {
  it("is longer than its drain", () => {
    expect(findings({ pod: graced(5) })).to.deep.equal([
      [
        ...["GR292", "5, with a drain of 5 seconds"],
        "set it to 15 or more, remove it, or set drainSeconds below 5",
      ],
    ]);
    expect(findings({ pod: graced(6) })).to.deep.equal([]);
    expect(findings({ pod: graced(1), drainSeconds: 0 })).to.deep.equal([]);
  });

  it("is longer than a drain that the pod has of its own", () => {
    const [[code, given] = []] = findings({ pod: sleeping(30), drainSeconds: 0 });
    expect([code, given]).to.deep.equal(["GR292", "30, with a drain of 30 seconds"]);
    const pod = annotated("terminationDrainDuration: 45s");
    expect(findings({ pod, drainSeconds: 0 })[0]?.[1]).to.equal("30, with a drain of 45 seconds");
  });
});

describe("the drain of a pod", () => {
  it("is the same in the app and in its sidecar", () => {
    expect(findings({ pod: annotated("terminationDrainDuration: 20s") })).to.deep.equal([
      [
        "GR293",
        "the app answers for 5 seconds (preStop), its sidecar drains for 20 (proxy.istio.io/config)",
        "set drainSeconds: 20, and remove terminationDrainDuration and preStop from pod",
      ],
    ]);
    expect(findings({ pod: sleeping(12) })[0]?.[2]).to.contain("set drainSeconds: 12");
    expect(findings({ pod: annotated("terminationDrainDuration: 5s") })).to.deep.equal([]);
    expect(findings({ pod: annotated("concurrency: 2") })).to.deep.equal([]);
  });

  it("counts a command that only sleeps, as images have it that know no other way", () => {
    const commanded = (...command: string[]) => ({
      spec: { containers: [{ lifecycle: { preStop: { exec: { command } } } }] },
    });
    for (const command of [
      ["sleep", "60"],
      ["/bin/sleep", "60s"],
      ["/bin/sh", "-c", "sleep 60"],
    ])
      expect(findings({ pod: commanded(...command) }).map(([code]) => code)).to.deep.equal([
        "GR293",
        "GR292",
      ]);
    for (const command of [["sleep", "5"], ["/bin/drain"], ["sh", "-c", "sleep 60 && drain"]])
      expect(findings({ pod: commanded(...command) }), command.join(" ")).to.deep.equal([]);
  });

  it("is not compared with what only the application knows", () => {
    const preStop = { exec: { command: ["sleep", "20"] } };
    const pod = {
      ...annotated("terminationDrainDuration: 20s"),
      spec: { containers: [{ lifecycle: { preStop } }] },
    };
    expect(findings({ pod })).to.deep.equal([]);
  });

  it("can be read", () => {
    for (const text of [
      "- a",
      "a: b: c",
      "terminationDrainDuration: 1m",
      "termination_drain_duration: 5",
    ])
      expect(
        findings({ pod: annotated(text) }).map(([code]) => code),
        text,
      ).to.deep.equal(["GR298"]);
  });
});
