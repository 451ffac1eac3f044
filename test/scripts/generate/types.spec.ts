import { expect } from "chai";
import { readFileSync } from "node:fs";
import ts from "typescript";
import * as v from "valibot";
import { shapeOf, type Shape } from "../../../model/reference/shape";
import { clusterSchema } from "../../../model/schema/cluster";
import { configFields } from "../../../model/schema/config";
import { noteOf, type Field, type Fields } from "../../../model/schema/note";
import { lanesSpec } from "../../../model/schema/lanes";
import { routeMatch } from "../../../model/schema/matches";
import { releaseSchema } from "../../../model/schema/release";
import { serviceSpec } from "../../../model/schema/service";
import { versionSpec } from "../../../model/schema/version";
import { typeFiles } from "../../../scripts/generate/types";

/** The docstrings of an interface's fields in a TypeScript file, without their tags. */
function docsOf(file: string, type: string): Record<string, string> {
  const source = ts.createSourceFile(
    file,
    readFileSync(file, "utf8"),
    ts.ScriptTarget.ES2022,
    true,
  );
  const found: Record<string, string> = {};
  for (const statement of source.statements)
    if (ts.isInterfaceDeclaration(statement) && statement.name.text === type)
      for (const member of statement.members)
        found[(member.name as ts.Identifier).text] = docOf(member);
  return found;
}

function docOf(node: ts.Node): string {
  const [doc] = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  return (ts.getTextOfJSDocComment(doc?.comment) ?? "").replace(/\s+/g, " ");
}

const places = [
  { type: "Release", file: "model/release/release.ts", schema: releaseSchema },
  { type: "ServiceSpec", file: "model/release/release.ts", schema: serviceSpec },
  { type: "VersionSpec", file: "model/release/release.ts", schema: versionSpec },
  { type: "RouteMatch", file: "model/release/routing.ts", schema: routeMatch },
  { type: "LanesSpec", file: "model/release/lanes.ts", schema: lanesSpec },
  { type: "Cluster", file: "model/release/cluster.ts", schema: clusterSchema },
];

describe("the generated types of a release", () => {
  for (const { type, file, schema } of places)
    it(`say of each field of ${type} the sentence that editors of YAML show`, () => {
      const docs = docsOf(file, type);
      const { fields = {}, includes = [] } = noteOf(schema);
      const inherited = includes.flatMap((one) => Object.keys(noteOf(one).fields ?? {}));
      const own = Object.entries(fields).filter(([key]) => !inherited.includes(key));
      expect(docs).to.deep.equal(Object.fromEntries(own.map(([key, { says }]) => [key, says])));
    });

  it("take the keys that two types share from a type of their own", () => {
    const text = typeFiles()["model/release/release.ts"];
    expect(text).to.include("export interface ServiceSpec extends RequestPolicy, UpstreamPolicy {");
    expect(docsOf("model/release/release.ts", "ServiceSpec")).not.to.have.property("timeout");
    expect(docsOf("model/release/routing.ts", "RequestPolicy")).to.have.property("timeout");
  });

  it("say a default as a tag", () => {
    const text = readFileSync("model/release/cluster.ts", "utf8");
    expect(text).to.include('* @default "primary"');
    expect(text).to.include("@default the kubeconfig's current context");
  });
});

/** Every key of the config, also inside others, with its path. */
function everyField(): { path: string; field: Field }[] {
  const found: { path: string; field: Field }[] = [];
  const visit = ({ form, type }: Shape, path: string): void => {
    if (form.kind === "list") visit(form.item, `${path}[]`);
    if (form.kind === "record") visit(form.value, `${path}.*`);
    if (form.kind === "either") form.among.forEach((one) => visit(one, path));
    if (form.kind !== "object" || type) return;
    add(form.fields, `${path}.`);
  };
  const add = (fields: Fields, before: string): void => {
    for (const [key, field] of Object.entries(fields)) {
      found.push({ path: `${before}${key}`, field });
      visit(shapeOf(field.schema), `${before}${key}`);
    }
  };
  add(configFields, "");
  return found;
}

describe("each key that a user can write", () => {
  it("has a sentence that ends with a full stop", () => {
    const without = everyField().filter(({ field }) => !/^[A-Z`].*\.$/.test(field.says));
    expect(without.map(({ path }) => path)).to.deep.equal([]);
  });

  it("has examples and defaults that its schema takes", () => {
    const wrong: string[] = [];
    for (const { path, field } of everyField())
      for (const value of [field.example, field.default])
        if (value !== undefined && !v.is(field.schema, value)) wrong.push(path);
    expect(wrong).to.deep.equal([]);
  });
});
