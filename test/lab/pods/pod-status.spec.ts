import { expect } from "chai";
import type { Pod, PodCondition } from "../../../lab/pods/pod-spec";
import { isReady, podStatus, saysAsReported, type PodState } from "../../../lab/pods/pod-status";

const pod: Pod = {
  metadata: { name: "p" },
  spec: {
    containers: [{ name: "app", image: "app:1" }],
    initContainers: [
      { name: "istio-init", image: "proxy" },
      { name: "istio-proxy", image: "proxy", restartPolicy: "Always" },
    ],
  },
  status: { podIP: "10.244.1.1", hostIP: "10.244.0.10" },
};

const up: PodState = {
  initialized: true,
  proxyReady: true,
  appsReady: true,
  imageMissing: false,
  proxyRestarts: 0,
  appRestarts: 0,
  startedAt: "2026-01-01T00:00:00Z",
};

interface Reported {
  phase: string;
  conditions: PodCondition[];
  containerStatuses: { name: string; state: { waiting?: { reason: string } } }[];
  initContainerStatuses: { name: string; ready: boolean; state: object }[];
}

const report = (state: PodState, of = pod): Reported =>
  podStatus(of, state, "2026-01-01T00:00:05Z") as Reported;

describe("the status of a pod", () => {
  it("is Ready only when sidecar and server answer", () => {
    expect(isReady(pod, up)).to.equal(true);
    expect(isReady(pod, { ...up, proxyReady: false })).to.equal(false);
    expect(isReady(pod, { ...up, appsReady: false })).to.equal(false);
    expect(isReady(pod, { ...up, initialized: false })).to.equal(false);
  });

  it("is Pending until its network is set up", () => {
    expect(report({ ...up, initialized: false }).phase).to.equal("Pending");
    expect(report(up).phase).to.equal("Running");
  });

  it("lists a native sidecar among the init containers, running beside the finished one", () => {
    const [init, proxy] = report(up).initContainerStatuses;
    expect(init?.state).to.have.property("terminated");
    expect(proxy?.state).to.have.property("running");
    expect(report(up).containerStatuses.map(({ name }) => name)).to.deep.equal(["app"]);
  });

  it("waits for an image that does not exist", () => {
    const { containerStatuses } = report({ ...up, imageMissing: true });
    expect(containerStatuses[0]?.state.waiting?.reason).to.equal("ImagePullBackOff");
    expect(isReady(pod, { ...up, imageMissing: true })).to.equal(false);
  });

  it("keeps the time of a condition that did not change", () => {
    const since = { type: "Ready", status: "True", lastTransitionTime: "2026-01-01T00:00:01Z" };
    const old = { ...pod, status: { ...pod.status, conditions: [since] } };
    const time = (state: PodState): string | undefined =>
      report(state, old).conditions.find(({ type }) => type === "Ready")?.lastTransitionTime;
    expect(time(up)).to.equal("2026-01-01T00:00:01Z");
    expect(time({ ...up, appsReady: false })).to.equal("2026-01-01T00:00:05Z");
  });

  it("is to be reported again once another writer took Ready from the pod", () => {
    const { conditions } = report(up);
    const shown = (ready: string): Pod => ({
      ...pod,
      status: {
        ...pod.status,
        conditions: conditions.map((one) =>
          one.type === "Ready" ? { ...one, status: ready } : one,
        ),
      },
    });
    expect(saysAsReported(shown("True"), up)).to.equal(true);
    expect(saysAsReported(shown("False"), up)).to.equal(false);
    expect(saysAsReported(shown("False"), { ...up, appsReady: false })).to.equal(false);
    expect(saysAsReported(pod, up)).to.equal(false);
  });

  it("is not Ready while a readiness gate is closed", () => {
    const gated = { ...pod, spec: { ...pod.spec, readinessGates: [{ conditionType: "gate" }] } };
    const ready = report(up, gated).conditions.find(({ type }) => type === "Ready");
    expect(ready).to.include({ status: "False", reason: "ReadinessGatesNotReady" });
  });
});
