import { expect } from "chai";
import { sequenceOf, type Action } from "../../../model/rollout/sequence";
import { stateAt, type Stateful } from "../../../model/rollout/state-at";
import type { FleetWeights } from "../../../model/rollout/state";

const v1 = { v1: 100 };
const v2 = { v2: 100 };

/** All clusters with the same weights of each service. */
const everywhere = (clusters: readonly string[], services: FleetWeights[string]["services"]) =>
  Object.fromEntries(clusters.map((name) => [name, { services, lanes: {} }]));

const rollout = (more: Partial<Stateful> = {}): Stateful => {
  const primaries = more.primaries ?? ["west", "east"];
  return {
    spec: { steps: [{ setWeight: 5 }, { pause: { duration: "10m" } }, { setWeight: 50 }] },
    primaries,
    start: everywhere(primaries, { shop: v1 }),
    goal: everywhere(primaries, { shop: v2 }),
    requeued: [],
    pods: {},
    ...more,
  };
};

/** An action in short: wave, clusters, what it does. */
const short = ({ wave, clusters, services, doing }: Action) =>
  `${wave} ${clusters.join("+")} ${services.join("+")} ${doing.kind}${"percent" in doing ? doing.percent : ""}${"seconds" in doing ? ` ${doing.seconds}` : ""}`;

describe("the actions of a rollout", () => {
  it("are the steps and then the goal, in all clusters at once", () => {
    expect(sequenceOf(rollout()).map(short)).to.deep.equal([
      "0 west+east shop weights5",
      "0 west+east shop pause 600",
      "0 west+east shop weights50",
      "0 west+east shop goal",
    ]);
  });

  it("go through all steps of a wave, and soak, before the next wave begins", () => {
    const spec = {
      steps: [{ setWeight: 10 }],
      waves: [{ clusters: ["west"], soak: "5m" }, ["east"]],
    };
    expect(sequenceOf(rollout({ spec })).map(short)).to.deep.equal([
      "0 west shop weights10",
      "0 west shop goal",
      "0 west  soak 300",
      "1 east shop weights10",
      "1 east shop goal",
    ]);
  });

  it("go through all steps of a group of services before the next; the rest goes with the last", () => {
    const spec = { steps: [{ setWeight: 10 }], order: [["ratings"], ["reviews"]] };
    const goal = everywhere(["west"], { details: v2, ratings: v2, reviews: v2 });
    const actions = sequenceOf(rollout({ spec, goal, primaries: ["west"] }));
    expect(actions.map(short)).to.deep.equal([
      "0 west ratings weights10",
      "0 west ratings goal",
      "0 west reviews+details weights10",
      "0 west reviews+details goal",
    ]);
    expect(actions.map(({ lanes }) => lanes)).to.deep.equal([false, false, true, true]);
  });

  it("leave a skipped cluster out, and take it through the rest of its wave at the end", () => {
    const requeued = [{ cluster: "east", from: 2, written: 2 }];
    expect(sequenceOf(rollout({ requeued })).map(short)).to.deep.equal([
      "0 west+east shop weights5",
      "0 west+east shop pause 600",
      "0 west shop weights50",
      "0 west shop goal",
      "1 east shop weights50",
      "1 east shop goal",
    ]);
  });

  it("keep their place when a cluster is requeued", () => {
    const before = sequenceOf(rollout());
    const after = sequenceOf(rollout({ requeued: [{ cluster: "west", from: 1, written: 1 }] }));
    expect(after.slice(0, before.length).map(({ doing }) => doing)).to.deep.equal(
      before.map(({ doing }) => doing),
    );
  });
});

describe("the state after an action", () => {
  const weightsOf = (about: Stateful, index: number, cluster: string) =>
    stateAt(about, index).weights[cluster]?.services.shop;

  it("is the start before the first action, and the goal after the last", () => {
    const about = rollout();
    expect(stateAt(about, -1)).to.deep.equal({ weights: about.start, routes: {}, scale: {} });
    expect(stateAt(about, 3)).to.deep.equal({ weights: about.goal, routes: {}, scale: {} });
  });

  it("moves only the clusters of the wave", () => {
    const about = rollout({ spec: { steps: [{ setWeight: 10 }], waves: [["west"], ["east"]] } });
    expect(weightsOf(about, 1, "west")).to.deep.equal(v2);
    expect(weightsOf(about, 1, "east")).to.deep.equal(v1);
    expect(weightsOf(about, 2, "east")).to.deep.equal({ v1: 90, v2: 10 });
  });

  it("moves lanes with the last group of services", () => {
    const lanes = (gray: number) => ({ west: { services: { a: v1, b: v1 }, lanes: { gray } } });
    const spec = { steps: [{ setWeight: 50 }], order: [["a"], ["b"]] };
    const about = rollout({ spec, primaries: ["west"], start: lanes(0), goal: lanes(20) });
    const at = (index: number) => stateAt(about, index).weights.west?.lanes;
    expect([at(1), at(2), at(3)]).to.deep.equal([{ gray: 0 }, { gray: 10 }, { gray: 20 }]);
  });

  it("has a header route from its step until it is removed, or the goal is set", () => {
    const lane = { headerName: "lane", headerValue: { exact: "gray" } };
    const match = [{ headers: { lane: { exact: "gray" } } }];
    const set = { setHeaderRoute: { name: "gray", match: [lane] } };
    const steps = [set, { pause: {} }, { setHeaderRoute: { name: "gray" } }, set];
    const about = rollout({ spec: { steps }, primaries: ["west"] });
    const route = { name: "gray", match, to: { shop: v2 } };
    expect(stateAt(about, 1).routes).to.deep.equal({ west: [route] });
    expect(stateAt(about, 2).routes).to.deep.equal({});
    expect(stateAt(about, 3).routes).to.deep.equal({ west: [route] });
    expect(stateAt(about, 4).routes).to.deep.equal({});
  });

  it("shares a header route among the versions that gain, by what they gain", () => {
    const goal = everywhere(["west"], { shop: { v1: 40, v2: 40, v3: 20 } });
    const steps = [
      {
        setHeaderRoute: { name: "gray", match: [{ headerName: "a", headerValue: { exact: "b" } }] },
      },
    ];
    const about = rollout({ spec: { steps }, primaries: ["west"], goal });
    expect(stateAt(about, 0).routes.west?.[0]?.to).to.deep.equal({ shop: { v2: 67, v3: 33 } });
  });

  it("scales versions that gain by number, by a part of their pods, or with their traffic", () => {
    const pods = { west: { shop: { v2: 10 } } };
    const scaled = (scale: object, index: number) => {
      const steps = [{ setCanaryScale: scale }, { setWeight: 25 }] as Stateful["spec"]["steps"];
      const about = rollout({ spec: { steps }, primaries: ["west"], pods });
      return stateAt(about, index).scale.west?.shop?.v2;
    };
    expect(scaled({ replicas: 3 }, 0)).to.equal(3);
    expect(scaled({ weight: 30 }, 0)).to.equal(3);
    expect(scaled({ matchTrafficWeight: true }, 0)).to.equal(0);
    expect(scaled({ matchTrafficWeight: true }, 1)).to.equal(3);
    expect(scaled({ matchTrafficWeight: false }, 1)).to.equal(10);
    // A version with traffic keeps a pod, and the goal gives back what is declared.
    expect(scaled({ replicas: 0 }, 1)).to.equal(1);
    expect(scaled({ replicas: 3 }, 2)).to.equal(undefined);
  });
});
