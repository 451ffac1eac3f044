import { expect } from "chai";
import { appliedObjects } from "../../../cli/stack/state";

const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
const provider = (cluster: string) =>
  `urn:pulumi:dev::gray-release::pulumi:providers:kubernetes::${cluster}::1a01ecbf-05b8-4615-be40-8d628db105ef`;

function service(cluster: string, more: object = {}) {
  const inputs = { apiVersion: "v1", kind: "Service", metadata: { name: "cart" }, ...more };
  return { type: "kubernetes:core/v1:Service", custom: true, provider: provider(cluster), inputs };
}

describe("what a stack applied last", () => {
  it("is the inputs of its Kubernetes resources, by the names of their providers", () => {
    const resources = [
      { type: "pulumi:pulumi:Stack" },
      { type: "pulumi:providers:kubernetes", custom: true, inputs: { context: "west" } },
      { type: "gray:index:StableService" },
      service("west"),
      service("east"),
    ];
    const applied = appliedObjects({ deployment: { resources } });
    expect([...applied.keys()]).to.deep.equal(["west", "east"]);
    expect(applied.get("east")).to.deep.equal([service("east").inputs]);
  });

  it("leaves out what is only read, and what is being replaced", () => {
    const resources = [
      { ...service("west"), external: true },
      { ...service("west"), delete: true },
    ];
    expect(appliedObjects({ deployment: { resources } }).size).to.equal(0);
  });

  it("leaves out secret values, unless the export shows them", () => {
    const spec = (value: object) => ({ spec: { level: value, port: 1 } });
    const inside = (value: object) =>
      appliedObjects({ deployment: { resources: [service("west", spec(value))] } }).get("west");
    expect(inside({ ...secret, ciphertext: "v1:abc" })?.[0]).to.deep.include({
      spec: { level: undefined, port: 1 },
    });
    expect(inside({ ...secret, plaintext: '{"a":1}' })?.[0]).to.deep.include({
      spec: { level: { a: 1 }, port: 1 },
    });
  });

  it("is nothing for a stack without resources", () => {
    expect(appliedObjects({ deployment: {} }).size).to.equal(0);
    expect(appliedObjects({}).size).to.equal(0);
  });
});
