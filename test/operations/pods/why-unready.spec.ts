import { expect } from "chai";
import { reasonUnready, whyUnready, type Pod } from "../../../operations/pods/why-unready";

const web = { name: "web", ready: false };

describe("why a pod is not ready", () => {
  it("is that no node takes it, before anything else", () => {
    const message = "0/3 nodes are available: 3 Insufficient cpu.";
    const conditions = [
      { type: "PodScheduled", status: "False", reason: "Unschedulable", message },
      { type: "Ready", status: "False", reason: "ContainersNotReady" },
    ];
    expect(whyUnready({ status: { conditions } })).to.equal(
      `no node takes it (Unschedulable, ${message})`,
    );
  });

  it("is what its containers wait for, without those that are ready", () => {
    const waiting = { reason: "ImagePullBackOff", message: "no image web:2" };
    const proxy = { name: "istio-proxy", ready: true, state: {} };
    const containerStatuses = [proxy, { ...web, state: { waiting } }];
    expect(whyUnready({ status: { containerStatuses } })).to.equal(
      "container web waits: ImagePullBackOff, no image web:2",
    );
  });

  it("is how they ended, and how often", () => {
    const lastState = { terminated: { reason: "Error", exitCode: 3 } };
    const state = { waiting: { reason: "CrashLoopBackOff" } };
    const containerStatuses = [{ ...web, state, lastState, restartCount: 4 }];
    expect(whyUnready({ status: { containerStatuses } })).to.equal(
      "container web waits: CrashLoopBackOff, ended with 3 (Error), 4 restarts",
    );
    const ended = { ...web, state: lastState };
    expect(whyUnready({ status: { initContainerStatuses: [ended] } })).to.equal(
      "container web ended with 3 (Error), 0 restarts",
    );
  });

  it("is a probe where they run, and else a condition, or that nothing began", () => {
    expect(whyUnready({ status: { containerStatuses: [{ ...web, state: {} }] } })).to.equal(
      "container web runs, but is not ready: see its readiness probe and its log",
    );
    const conditions = [{ type: "Ready", status: "False", reason: "ReadinessGatesNotReady" }];
    expect(whyUnready({ status: { conditions } })).to.equal("ReadinessGatesNotReady");
    expect(whyUnready({})).to.equal("its containers have not been started yet");
  });

  it("is one word, too: of the scheduler, else of a container, else of a condition", () => {
    const unscheduled = { type: "PodScheduled", status: "False", reason: "Unschedulable" };
    const unready = { type: "Ready", status: "False", reason: "ContainersNotReady" };
    const waiting = { name: "web", ready: false, state: { waiting: { reason: "ErrImagePull" } } };
    const ended = { name: "web", ready: false, state: { terminated: { reason: "Error" } } };
    const running = { name: "web", ready: false, state: {} };
    const of = (conditions: object[], containerStatuses: object[]) =>
      reasonUnready({ status: { conditions, containerStatuses } as Pod["status"] });
    expect(of([unready, unscheduled], [waiting])).to.equal("Unschedulable");
    expect(of([unready], [running, waiting])).to.equal("ErrImagePull");
    expect(of([unready], [ended])).to.equal("Error");
    expect(of([unready], [running])).to.equal("ContainersNotReady");
    expect(of([], [])).to.equal(undefined);
  });
});
