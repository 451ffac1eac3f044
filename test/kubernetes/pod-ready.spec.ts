import { expect } from "chai";
import { isPodReady } from "../../kubernetes/pod-ready";

const pod = (status: string | undefined, deletionTimestamp?: string) => ({
  metadata: { name: "a", ...(deletionTimestamp && { deletionTimestamp }) },
  ...(status !== undefined && { status: { conditions: [{ type: "Ready", status }] } }),
});

describe("a pod", () => {
  it("is ready by its condition Ready alone", () => {
    expect(isPodReady(pod("True"))).to.equal(true);
    expect(isPodReady(pod("False"))).to.equal(false);
    expect(isPodReady(pod(undefined))).to.equal(false);
    const other = { metadata: { name: "a" }, status: { conditions: [] } };
    expect(isPodReady(other)).to.equal(false);
  });

  it("is not ready once it is being deleted", () => {
    expect(isPodReady(pod("True", "2026-11-21T20:46:40Z"))).to.equal(false);
  });
});
