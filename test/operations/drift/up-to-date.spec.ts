import { expect } from "chai";
import { compare } from "../../../operations/drift/decide";
import type { LiveObject } from "../../../model/live-object";
import { manifests, planRelease } from "../../../model/plan/plan";
import { upToDateEverywhere, stagesUpToDate } from "../../../operations/drift/up-to-date";
import { east, release, west } from "../../support/releases";

const [plan] = planRelease(release(), [west, east]).clusters;
const planned = plan ? manifests(plan) : [];

/** A cluster that holds the plan, with all pods ready. */
function there(): LiveObject[] {
  const live = structuredClone(planned) as unknown as LiveObject[];
  for (const object of live)
    if (object.kind === "Deployment") {
      const { replicas = 1 } = (object as unknown as { spec: { replicas?: number } }).spec;
      Object.assign(object.metadata, { generation: 2 });
      const counts = { updatedReplicas: replicas, availableReplicas: replicas };
      Object.assign(object, { status: { observedGeneration: 2, ...counts } });
    }
  return live;
}

const upToDate = (live: readonly LiveObject[]) => stagesUpToDate(compare(planned, live));

const of = (live: readonly LiveObject[], kind: string): LiveObject => {
  const found = live.find((object) => object.kind === kind);
  if (!found) throw new Error(`no ${kind} is planned`);
  return found;
};

describe("the stages that are up to date", () => {
  it("are all of them where everything is as planned", () => {
    expect([...upToDate(there())]).to.have.members([
      ...["foundation", "protocols", "workloads", "subsets", "policies", "routes"],
    ]);
  });

  it("do not include one with an object that is not there, or not as planned", () => {
    const live = there();
    Object.assign(of(live, "DestinationRule"), { spec: { host: "another" } });
    const without = live.filter((object) => object !== of(live, "VirtualService"));
    expect([...upToDate(without)]).to.have.members([
      ...["foundation", "protocols", "workloads", "policies"],
    ]);
  });

  it("do not include pods that are not all ready, or not all of the present template", () => {
    for (const status of [
      {},
      { observedGeneration: 2, updatedReplicas: 1, availableReplicas: 0 },
      { observedGeneration: 2, updatedReplicas: 0, availableReplicas: 1 },
      { observedGeneration: 1, updatedReplicas: 1, availableReplicas: 1 },
    ]) {
      const live = there();
      Object.assign(of(live, "Deployment"), { status });
      expect([...upToDate(live)], JSON.stringify(status)).to.not.include("workloads");
    }
  });

  it("are up to date where they are so in every cluster", () => {
    const one = upToDate(there());
    const two = new Set([...one].filter((stage) => stage !== "workloads"));
    expect([...upToDateEverywhere([one, two])]).to.have.members([...two]);
    expect([...upToDateEverywhere([one, new Set()])]).to.deep.equal([]);
  });
});
