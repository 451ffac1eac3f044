import { expect } from "chai";
import { environmentOf } from "../../../operations/sync/environment";

const of = (env: Record<string, string | undefined>) =>
  environmentOf({
    spec: {
      containers: [
        {
          env: Object.entries(env).map(([name, value]) => ({
            name,
            ...(value !== undefined && { value }),
          })),
        },
      ],
    },
  });

describe("what the pod of an istiod sets", () => {
  it("is its cluster and revision, how long it gathers changes, and how many proxies leave its queue at once", () => {
    const env = { CLUSTER_ID: "west", PILOT_DEBOUNCE_AFTER: "1s500ms", PILOT_PUSH_THROTTLE: "3" };
    expect(of({ ...env, REVISION: "canary" })).to.deep.equal({
      ...{ clusterId: "west", revision: "canary", debounceMs: 1500, throttle: 3 },
    });
  });

  it("is the revision of its label before that of its environment", () => {
    const labels = { "istio.io/rev": "1-31" };
    expect(environmentOf({ metadata: { labels } }).revision).to.equal("1-31");
  });

  it("has Istio's defaults where it sets nothing, or nothing that can be read", () => {
    const defaults = {
      ...{ clusterId: "Kubernetes", revision: "default", debounceMs: 100, throttle: 20 },
    };
    expect(environmentOf({})).to.deep.equal(defaults);
    expect(of({ PILOT_DEBOUNCE_AFTER: "soon", PILOT_PUSH_THROTTLE: "0" })).to.deep.equal(defaults);
  });

  it("may let one proxy at a time out of the queue where the value comes from elsewhere", () => {
    expect(of({ PILOT_PUSH_THROTTLE: undefined }).throttle).to.equal(1);
  });
});
