import { expect } from "chai";
import type { FieldTree, ManagedFieldsEntry } from "../../../model/live-object";
import {
  below,
  isKeyed,
  isSet,
  isWhole,
  keyNames,
  ownershipOf,
  stepTo,
} from "../../../operations/drift/managed-fields";

const entry = (manager: string, fieldsV1?: FieldTree): ManagedFieldsEntry => ({
  manager,
  operation: "Apply",
  ...(fieldsV1 && { fieldsV1 }),
});
const named = (name: string) => `k:${JSON.stringify({ name })}`;
const ports = `k:${JSON.stringify({ containerPort: 80, protocol: "TCP" })}`;
const managers = (owners: ReturnType<typeof below>) => owners.map(({ owner }) => owner.manager);

describe("managed fields", () => {
  it("are walked down step by step, by each manager that owns something below", () => {
    const owners = ownershipOf([
      entry("one", { "f:spec": { "f:hosts": {} } }),
      entry("two", { "f:spec": { "f:http": {} } }),
      entry("none"),
    ]);
    expect(managers(owners)).to.deep.equal(["one", "two"]);
    const spec = below(owners, "f:spec");
    expect(managers(spec)).to.deep.equal(["one", "two"]);
    expect(managers(below(spec, "f:http"))).to.deep.equal(["two"]);
    expect(below(spec, "f:tcp")).to.deep.equal([]);
  });

  it("of a value that was written as a whole reach everything below it", () => {
    const http = below(below(ownershipOf([entry("two", { "f:spec": {} })]), "f:spec"), "f:http");
    expect(managers(http)).to.deep.equal(["two"]);
    expect(isWhole(http[0]!.tree)).to.equal(true);
  });

  it("of a value of which another manager owns fields are not those of who only made it", () => {
    const owners = ownershipOf([
      entry("kubectl-client-side-apply", { "f:spec": {} }),
      entry("two", { "f:spec": { "f:http": {} } }),
    ]);
    const spec = below(owners, "f:spec");
    expect(managers(spec)).to.deep.equal(["kubectl-client-side-apply", "two"]);
    expect(managers(below(spec, "f:http"))).to.deep.equal(["two"]);
    expect(below(spec, "f:hosts")).to.deep.equal([]);
  });

  it("are none of an object that has none", () => {
    expect(ownershipOf(undefined)).to.deep.equal([]);
  });

  it("say whether a list has keys, is a set, or is a whole", () => {
    const keyed = ownershipOf([entry("one", { [named("web")]: {} })]);
    const set = ownershipOf([entry("one", { 'v:"a"': {} })]);
    expect([isKeyed(keyed), isSet(keyed)]).to.deep.equal([true, false]);
    expect([isKeyed(set), isSet(set)]).to.deep.equal([false, true]);
    expect([isKeyed([]), isSet([])]).to.deep.equal([false, false]);
  });

  it("lead to an element by all of its keys", () => {
    const owners = ownershipOf([entry("one", { [ports]: {} })]);
    expect(keyNames(owners)).to.deep.equal(["containerPort", "protocol"]);
    expect(stepTo(owners, { containerPort: 80, protocol: "TCP", name: "http" })).to.equal(ports);
    expect(stepTo(owners, { containerPort: 80, protocol: "UDP" })).to.equal(undefined);
    expect(stepTo(owners, null)).to.equal(undefined);
    expect(keyNames([])).to.deep.equal([]);
  });
});
