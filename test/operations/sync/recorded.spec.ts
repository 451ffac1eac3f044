import { expect } from "chai";
import { noBlocking, noteBlocking } from "../../../operations/sync/blocking";
import { behindProxies, type SeenProxies } from "../../../operations/sync/proxies";
import {
  beginPushes,
  defaultTuning,
  notePushes,
  passedMs,
  stillMs,
  type Pushes,
} from "../../../operations/sync/pushes";
import { pushOf, type XdsType } from "../../../operations/sync/xds";
import { isSyncedByRuleOfBefore } from "../../oracle/mesh/rule-of-before";
import { recorded, type Look, type Recording } from "./recorded/recording";

/** The look from which on an istiod of the lab had everything, by the decisions of an update. */
function syncedAt({ looks }: Recording, heldMs: number, type: XdsType): number | undefined {
  let pushes: Pushes | undefined;
  let blocking = noBlocking;
  let seen: SeenProxies = new Map();
  for (const { reading, proxies } of looks.filter((one) => one.reading.askedMs >= heldMs)) {
    pushes = pushes ? notePushes(pushes, reading, defaultTuning) : beginPushes(heldMs, reading);
    blocking = noteBlocking(blocking, proxies, reading.answeredMs, defaultTuning.throttle);
    const { push, pushedMs = Infinity } = pushes;
    if (push === undefined) continue;
    const emptiedMs = Math.max(passedMs(pushes, proxies.length), stillMs(pushes));
    const { freeSinceMs } = blocking;
    const isOver = (key: string) =>
      Math.max(pushedMs, freeSinceMs.get(key) ?? Infinity) <= emptiedMs;
    const judged = behindProxies(proxies, seen, { push, needed: [{ type }], isOver });
    seen = judged.seen;
    if (judged.behind.length === 0) return reading.askedMs;
  }
  return undefined;
}

/** When the proxies had acknowledged the push that carried a change: the first look that shows it. */
function takenAt({ looks }: Recording, type: XdsType, fromMs: number): number | undefined {
  const nonces = ({ proxies }: Look) =>
    proxies.flatMap(({ resources = {} }) =>
      Object.entries(resources)
        .filter(([url]) => url.endsWith(`.${type}`))
        .map(([, one]) => one),
    );
  const before = looks.filter(({ reading }) => reading.askedMs < fromMs).at(-1);
  const newest = Math.max(0, ...(before ? nonces(before) : []).map(({ sent }) => pushOf(sent)));
  return looks.find((one) => nonces(one).every(({ acked }) => pushOf(acked) > newest))?.reading
    .askedMs;
}

const eventMs = ({ events }: Recording, what: string) =>
  events.find((one) => one.what === what)?.atMs ?? NaN;

describe("real answers of an istiod", () => {
  const changes = [
    ["adding a version", "add", "subsets", "Cluster"],
    ["a shift of weights", "shift", "routes", "RouteConfiguration"],
    [
      "a shift of weights while endpoints change five times a second",
      "churn",
      "routes",
      "RouteConfiguration",
    ],
    ["taking the weight from a version", "removal", "routes", "RouteConfiguration"],
  ] as const;

  for (const [what, name, stage, type] of changes)
    it(`show within a second when the proxies took ${what}, and not before`, () => {
      const recording = recorded(name);
      // The API server took the objects a moment before: istiod has them, or gets them.
      const heldMs = eventMs(recording, stage);
      const takenMs = takenAt(recording, type, heldMs - 60);
      const syncedMs = syncedAt(recording, heldMs, type);
      if (takenMs === undefined || syncedMs === undefined) throw new Error("it never ends");
      expect(syncedMs).to.be.at.least(takenMs);
      expect(syncedMs - Math.max(takenMs, heldMs)).to.be.below(1000);
    });

  it("never satisfied the rule of before while proxies acknowledge later than the next change", () => {
    const late = recorded("churn").looks.map(({ proxies }) =>
      proxies.map((state) => ({ ...state, resources: withOldEndpoints(state.resources) })),
    );
    expect(late.filter((proxies) => isSyncedByRuleOfBefore(proxies))).to.deep.equal([]);
    const recording = recorded("churn");
    const looks = recording.looks.map((one, i) => ({ ...one, proxies: late[i] ?? [] }));
    const heldMs = eventMs(recording, "routes");
    expect(syncedAt({ ...recording, looks }, heldMs, "RouteConfiguration")).to.be.below(
      heldMs + 1500,
    );
  });
});

/** As of a proxy that acknowledges each change of endpoints after the next one: istiod drops that. */
function withOldEndpoints(resources: Look["proxies"][number]["resources"] = {}) {
  return Object.fromEntries(
    Object.entries(resources).map(([url, state]) => [
      url,
      url.endsWith(".ClusterLoadAssignment") ? { ...state, acked: "" } : state,
    ]),
  );
}
