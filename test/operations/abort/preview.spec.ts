import { expect } from "chai";
import {
  changesBeside,
  holderOf,
  isExpectedRoute,
  isLocked,
  previewErrors,
} from "../../../operations/abort/preview";

const urn = (type: string, name: string) => `urn:pulumi:dev::gray-release::${type}::${name}`;
const route = "gray:index:Routes$kubernetes:networking.istio.io/v1:VirtualService";
const steps = (...given: readonly [op: string, type: string, name: string][]) =>
  JSON.stringify({ steps: given.map(([op, type, name]) => ({ op, urn: urn(type, name) })) });

describe("what an update would change beside routes", () => {
  it("is nothing where it updates VirtualServices, or leaves objects as they are", () => {
    const text = steps(
      ["update", route, "west-web"],
      ["same", "kubernetes:apps/v1:Deployment", "west-web-v1"],
      ["read", "kubernetes:core/v1:ConfigMap", "west-istio"],
      ["update", "pulumi:pulumi:Stack", "gray-release-dev"],
    );
    expect(changesBeside(text, isExpectedRoute)).to.deep.equal([]);
  });

  it("is every other object, and a VirtualService that comes or goes", () => {
    const text = steps(
      ["create", route, "west-cart"],
      ["update", "kubernetes:apps/v1:Deployment", "west-web-v1"],
      ["delete", route, "west-web"],
    );
    expect(changesBeside(text, isExpectedRoute)).to.deep.equal([
      "create west-cart",
      "update west-web-v1",
      "delete west-web",
    ]);
  });
});

describe("what a failed preview says", () => {
  it("is its errors, without warnings and without its steps", () => {
    const diagnostics = [
      { severity: "warning", message: "old" },
      { severity: "error", message: "can't reach east\n" },
    ];
    expect(previewErrors(JSON.stringify({ steps: [], diagnostics }), "all")).to.equal(
      "can't reach east",
    );
  });

  it("is all of its output where that is no JSON", () => {
    expect(previewErrors("", "error: no stack\n")).to.equal("error: no stack");
  });
});

describe("a locked stack", () => {
  it("is known by what pulumi prints, for its own backend and for files", () => {
    expect(isLocked("error: [409] Conflict: Another update is currently in progress.")).to.equal(
      true,
    );
    expect(isLocked("error: the stack is currently locked by 1 lock(s).")).to.equal(true);
    expect(isLocked("error: update failed")).to.equal(false);
  });

  it("is held by the process that the file backend names", () => {
    const output =
      "error: the stack is currently locked by 1 lock(s). Either wait …\n" +
      "  file:///state/.pulumi/locks/organization/shop/prod/1.json: created by ann@ci (pid 17) at 2026-11-26T18:50:00Z\n";
    expect(holderOf(output)).to.equal("ann@ci, process 17, since 2026-11-26T18:50:00Z");
    expect(holderOf("error: [409] Conflict")).to.equal("");
  });
});
