import { expect } from "chai";
import * as v from "valibot";
import { nearest, validateSchema } from "../../../model/schema/validate";
import { ownRelease, problemsOf } from "../../support/config";

const schema = v.strictObject({
  name: v.string("a text"),
  port: v.optional(v.number("a number")),
  inner: v.optional(v.strictObject({ hosts: v.array(v.string("a host")) }, "a mapping with hosts")),
});

/** Paths, given and fix of what is wrong with a value. */
function wrong(value: unknown) {
  const shaped = validateSchema(schema, value, ["root"]);
  return "problems" in shaped ? shaped : { problems: [], broken: [] };
}

describe("the shape of a value", () => {
  it("is the value where nothing is wrong", () => {
    const value = { name: "a", inner: { hosts: ["b"] } };
    expect(validateSchema(schema, value, [])).to.deep.equal({ value });
  });

  it("is wrong where a required key is missing", () => {
    expect(wrong({}).problems).to.deep.equal([
      {
        code: "GR002",
        path: "root.name",
        given: "nothing",
        allowed: "a text",
        fix: 'add the key "name"',
      },
    ]);
  });

  it("is wrong at the place of the mistake, with what was given there", () => {
    const { problems, broken } = wrong({ name: "a", inner: { hosts: ["b", 5] } });
    expect(problems).to.have.lengthOf(1);
    expect(problems[0]).to.include({
      code: "GR001",
      path: "root.inner.hosts[1]",
      given: "5",
      allowed: "a host",
    });
    expect(broken).to.deep.equal([["inner", "hosts", 1]]);
  });

  it("is wrong for all unknown keys of an object at once, also inside", () => {
    const { problems } = wrong({ nmae: "a", prot: 1, name: "a", inner: { hosts: [], hots: [] } });
    expect(problems.map(({ path, fix }) => [path, fix])).to.have.deep.members([
      ["root.nmae", 'did you mean "name"?'],
      ["root.prot", 'did you mean "port"?'],
      ["root.inner.hots", 'did you mean "hosts"?'],
    ]);
  });

  it("is wrong as a whole where there is nothing", () => {
    expect(wrong(undefined).problems[0]).to.include({ path: "root", fix: 'add the key "root"' });
  });
});

describe("a list where a mapping by name is right", () => {
  const fixes = (versions: unknown) =>
    problemsOf(ownRelease({ versions }))
      .filter(({ path }) => path.endsWith("versions"))
      .map(({ fix }) => fix);

  it("is shown as the mapping, where each of its values has a name", () => {
    const [fix] = fixes([
      { name: "v1", image: "acme/web:1" },
      { name: "v2", image: "acme/web:2" },
    ]);
    expect(fix).to.equal(
      'write a mapping: { v1: { image: "acme/web:1" }, v2: { image: "acme/web:2" } }',
    );
  });

  it("is only a wrong value where some have none", () => {
    for (const given of [[], ["v1"], [{ name: "v1" }, { image: "acme/web:2" }]])
      expect(fixes(given)[0]).to.contain("correct the value");
  });
});

describe("the nearest known name", () => {
  const known = ["weights", "clusters", "release"];

  it("is the one of which few letters differ, in whatever case", () => {
    expect(nearest("weight", known)).to.equal("weights");
    expect(nearest("Clusers", known)).to.equal("clusters");
  });

  it("is none where too many letters differ, or where none is known", () => {
    expect(nearest("gateway", known)).to.equal(undefined);
    expect(nearest("weights", [])).to.equal(undefined);
  });
});
