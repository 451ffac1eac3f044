import { expect } from "chai";
import { merged } from "../../../model/manifests/strategic-merge";

describe("a merge as Kubernetes merges patches of pods", () => {
  const containers = [{ name: "app", image: "a:1" }, { name: "log" }];

  it("keeps items that the change does not name, and adds new ones after them", () => {
    const change = { containers: [{ name: "proxy" }, { name: "app", tty: true }] };
    expect(merged({ containers }, change)).to.deep.equal({
      containers: [{ name: "app", image: "a:1", tty: true }, { name: "log" }, { name: "proxy" }],
    });
  });

  it("takes the order of a change that names every item", () => {
    const change = { containers: [{ name: "log" }, { name: "proxy" }, { name: "app" }] };
    expect(merged({ containers }, change)).to.deep.equal({
      containers: [{ name: "log" }, { name: "proxy" }, { name: "app", image: "a:1" }],
    });
  });

  it("adds items without a key as they are", () => {
    expect(
      merged({ containers: [{ name: "app" }] }, { containers: [{ tty: true }] }),
    ).to.deep.equal({
      containers: [{ name: "app" }, { tty: true }],
    });
  });

  it("replaces lists without a key whole, takes out what is null, and makes what was not there", () => {
    const change = {
      args: ["b"],
      image: null,
      securityContext: { runAsUser: 1, runAsGroup: null },
    };
    expect(merged({ args: ["a", "c"], image: "a:1" }, change)).to.deep.equal({
      args: ["b"],
      securityContext: { runAsUser: 1 },
    });
  });
});
